import type { TagCount } from "../api.ts";

interface Props {
  tags: readonly TagCount[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
}

export function TagFilter({ tags, selected, onChange }: Props) {
  if (tags.length === 0) return null;

  const toggle = (tag: string) => {
    onChange(
      selected.includes(tag) ? selected.filter((other) => other !== tag) : [...selected, tag],
    );
  };

  return (
    <nav className="tags" aria-label="Tags">
      {tags.map(({ tag, images }) => (
        <button
          key={tag}
          type="button"
          aria-pressed={selected.includes(tag)}
          onClick={() => {
            toggle(tag);
          }}
        >
          {tag} ({images})
        </button>
      ))}
    </nav>
  );
}
