import { SlipwayError } from "../errors.ts"

export interface UploadTarget {
  sha?: string | undefined
  slug?: string | undefined
  branch?: string | undefined
  url?: string | undefined
}

/** Refuse what could be read as an option or is not what its name says, before anything runs. */
export function checkUpload(target: UploadTarget): void {
  const rules: [keyof UploadTarget, RegExp, string][] = [
    ["sha", /^[0-9a-f]{40}$/, "a full commit id of 40 hex digits"],
    ["slug", /^[\w.][\w.-]*\/[\w.][\w.-]*$/, "OWNER/NAME"],
    ["branch", /^(?!-)[^\s\0]+$/, "a branch name"],
    ["url", /^https?:\/\/[^\s@]+$/, "an http or https address without credentials"],
  ]
  for (const [name, pattern, expected] of rules) {
    const value = target[name]
    if (value === undefined || pattern.test(value)) continue
    // An address may hold a password.
    const received = name === "url" && value.includes("@") ? "" : `, received "${value}"`
    throw new SlipwayError(
      "E_USAGE",
      `--${name}: expected ${expected}${received}; nothing was uploaded`,
    )
  }
}
