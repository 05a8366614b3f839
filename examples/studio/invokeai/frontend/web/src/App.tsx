import { useState } from "react";
import { ImageGrid } from "./components/ImageGrid.tsx";
import { Pager } from "./components/Pager.tsx";
import { TagFilter } from "./components/TagFilter.tsx";
import { useGallery } from "./useGallery.ts";

interface Query {
  page: number;
  tags: readonly string[];
}

export function App() {
  const [query, setQuery] = useState<Query>({ page: 1, tags: [] });
  const gallery = useGallery(query.page, query.tags);

  return (
    <main>
      <h1>Gallery</h1>
      {gallery.state === "loading" && <p role="status">Loading…</p>}
      {gallery.state === "failed" && (
        <p role="alert">The gallery is not available: {gallery.message}</p>
      )}
      {gallery.state === "loaded" && (
        <>
          <TagFilter
            tags={gallery.tags}
            selected={query.tags}
            onChange={(tags) => {
              setQuery({ page: 1, tags });
            }}
          />
          <ImageGrid images={gallery.page.items} />
          <Pager
            page={gallery.page.page}
            pages={gallery.page.pages}
            onChange={(page) => {
              setQuery({ ...query, page });
            }}
          />
        </>
      )}
    </main>
  );
}
