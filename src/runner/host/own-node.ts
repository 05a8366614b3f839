import { realpathSync } from "node:fs"
import { dirname } from "node:path"

import { which } from "./which.ts"

/** The directory of this Node, where `node` on the PATH is another one. */
export function ownNode(path: string | undefined): string[] {
  const first = which("node", path)
  const same = first !== undefined && realpathSync(first) === realpathSync(process.execPath)
  return same ? [] : [dirname(process.execPath)]
}
