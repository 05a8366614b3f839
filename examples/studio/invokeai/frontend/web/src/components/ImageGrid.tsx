import type { Image } from "../api.ts";

export function ImageGrid({ images }: { images: readonly Image[] }) {
  if (images.length === 0) return <p>No images.</p>;

  return (
    <section className="grid" aria-label="Images">
      {images.map((image) => (
        <figure key={image.id}>
          <img src={image.url} alt={image.title} loading="lazy" />
          <figcaption>
            {image.title} <small>{image.tags.join(", ")}</small>
          </figcaption>
        </figure>
      ))}
    </section>
  );
}
