import semver from "semver"

import type { Toolchain } from "../task.ts"
import { ownNode } from "./own-node.ts"
import type { Found, ToolRequest, Tools } from "./tool-request.ts"

/** The Node that runs this program, when the unit accepts it, and pnpm where it is asked for. */
export function nodeTools(
  toolchain: Toolchain,
  pnpm: Found | undefined,
  request: ToolRequest,
): Tools {
  const here = process.versions.node
  if (toolchain.requires !== "" && !semver.satisfies(here, toolchain.requires))
    return { reason: `engines.node is ${toolchain.requires}; this Node is ${here}` }
  if (pnpm !== undefined && "reason" in pnpm) return pnpm
  const differs = [
    ...(`${here}.`.startsWith(`${toolchain.version}.`)
      ? []
      : [`Node ${here} here, ${toolchain.version} in the container`]),
    ...(pnpm?.differs === undefined ? [] : [pnpm.differs]),
  ]
  return {
    path: [...(pnpm === undefined ? [] : [pnpm.path]), ...ownNode(request.env.PATH)],
    env: {},
    differs: differs.join("; ") || undefined,
  }
}
