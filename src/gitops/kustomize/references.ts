import { posix } from "node:path"

import { parseAllDocuments, visit } from "yaml"

/** Longer than any path; what is longer is an inline patch or a value. */
const longestPath = 512

/**
 * The paths that a kustomization may refer to, relative to the repository's root: every text in it
 * that could be one, so that no field of any version of kustomize has to be known. Most of them are
 * not there; whoever reads them finds out.
 */
export function references(text: string, directory: string): string[] {
  const found = new Set<string>()
  for (const document of parseAllDocuments(text, { schema: "failsafe", uniqueKeys: false })) {
    visit(document, {
      Scalar(key, { value }) {
        if (key === "key" || typeof value !== "string" || value.length > longestPath) return
        // `envs: [file]`, `files: [name=file]`
        const parts = value.includes("://") ? [] : [value, value.slice(value.indexOf("=") + 1)]
        for (const each of parts) {
          const path = posix.join(directory, each).replace(/\/+$/, "")
          if (isPath(each) && !path.startsWith("..")) found.add(path === "." ? "" : path)
        }
      },
    })
  }
  return [...found]
}

function isPath(value: string): boolean {
  return value !== "" && !/[\s\p{Cc}]|^[/-]/u.test(value)
}
