import { readFileSync } from "node:fs"

import { SlipwayError } from "../errors.ts"

/**
 * A secret that an option points to, in the two forms of `dagger call` that need no other program:
 * `env://NAME` and `file://PATH`. The value itself on the command line is refused: every process of
 * the machine can read it there. White space around the value is a file's, never a token's. One of
 * fewer than 4 characters is refused: it could not be hidden in what is printed.
 *
 * @returns undefined where neither the option nor the variable `otherwise` is set
 */
export function secretOption(
  flag: string,
  value: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  otherwise: string,
): string | undefined {
  if (value === undefined) return long(clean(env[otherwise]), otherwise)
  const [, scheme, place = ""] = /^(env|file):\/\/(.+)$/.exec(value) ?? []
  const refuse = (received: string, cause?: unknown): SlipwayError =>
    new SlipwayError(
      "E_USAGE",
      `--${flag}: expected env://NAME or file://PATH, received ${received}\nOr leave it out and set ${otherwise}`,
      { cause },
    )
  if (scheme === undefined) throw refuse("something else (not shown: it may be the secret)")
  if (scheme === "env") {
    const secret = clean(env[place])
    if (secret === undefined) throw refuse(`env://${place}, which is not set`)
    return long(secret, value)
  }
  let text: string
  try {
    text = readFileSync(place, "utf8")
  } catch (cause) {
    throw refuse(`${value}: ${(cause as Error).message}`, cause)
  }
  const secret = long(clean(text), value)
  if (secret === undefined) throw refuse(`${value}, which is empty`)
  return secret
}

const shortest = 4

function long(secret: string | undefined, place: string): string | undefined {
  if (secret === undefined || secret.replace(/\s/g, "").length >= shortest) return secret
  throw new SlipwayError(
    "E_USAGE",
    `${place}: expected a secret, received fewer than ${shortest} characters`,
  )
}

function clean(value: string | undefined): string | undefined {
  const trimmed = value?.trim()
  return trimmed === "" ? undefined : trimmed
}
