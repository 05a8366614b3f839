import { useEffect, useState } from "react";
import { listImages, listTags, type ImagePage, type TagCount } from "./api.ts";

export type Gallery =
  | { state: "loading" }
  | { state: "failed"; message: string }
  | { state: "loaded"; page: ImagePage; tags: TagCount[] };

/** What the gallery holds for a page and tags. While the next answer is on its way, the last one stays. */
export function useGallery(page: number, tags: readonly string[]): Gallery {
  const [gallery, setGallery] = useState<Gallery>({ state: "loading" });

  useEffect(() => {
    const aborter = new AbortController();
    Promise.all([listImages({ page, tags }, aborter.signal), listTags(aborter.signal)])
      .then(([images, counts]) => {
        setGallery({ state: "loaded", page: images, tags: counts });
      })
      .catch((error: unknown) => {
        // Aborted means that a newer request took over.
        if (aborter.signal.aborted) return;
        setGallery({
          state: "failed",
          message: error instanceof Error ? error.message : String(error),
        });
      });
    return () => {
      aborter.abort();
    };
  }, [page, tags]);

  return gallery;
}
