import { dag, type Directory } from "@dagger.io/dagger"

/** Constant: prints every symbolic link and its target, each ended by a zero byte. */
const script = `find . -type l -exec sh -c 'for link; do printf "%s\\0%s\\0" "$link" "$(readlink "$link")"; done' sh {} +`

/**
 * The symbolic links of a directory and where they point. The API tells names only, so this is an
 * exec, in an image that is needed anyhow; it runs again only when the directory has changed.
 */
export async function findLinks(source: Directory, image: string): Promise<Map<string, string>> {
  const text = await dag
    .container()
    .from(image)
    .withMountedDirectory("/source", source)
    .withWorkdir("/source")
    .withExec(["sh", "-c", script])
    .stdout()
  const parts = text.split("\0")
  const links = new Map<string, string>()
  for (let i = 0; i + 1 < parts.length; i += 2)
    links.set((parts[i] ?? "").replace(/^\.\//, ""), parts[i + 1] ?? "")
  return links
}
