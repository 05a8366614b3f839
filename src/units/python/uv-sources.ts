import { resolve } from "../../tree/tree.ts"
import type { PythonProject } from "./project.ts"
import { normalize } from "./requirement-name.ts"
import { table, type Table } from "./toml-values.ts"

/** What `tool.uv.sources` takes from the repository. https://docs.astral.sh/uv/concepts/projects/dependencies/ */
export function uvSources(
  dir: string,
  sources: Table,
): Pick<PythonProject, "localPaths" | "workspaceNames" | "escaping"> {
  const found = {
    localPaths: [] as string[],
    workspaceNames: [] as string[],
    escaping: [] as string[],
  }
  for (const [name, value] of Object.entries(sources)) {
    for (const source of Array.isArray(value) ? value.map(table) : [table(value)]) {
      if (source.workspace === true) found.workspaceNames.push(normalize(name))
      if (typeof source.path !== "string") continue
      const path = resolve(dir, source.path)
      if (path === undefined) found.escaping.push(`${name}: ${source.path}`)
      else found.localPaths.push(path)
    }
  }
  return found
}
