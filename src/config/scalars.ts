import * as z from "zod"

/** A unit's or step's name: also a directory of the reports and a flag value, so nothing exotic. */
export const namePattern = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u

export const name = z
  .string()
  .regex(namePattern, "a name: letters, digits, `.`, `_`, `-`, beginning with a letter or digit")

export const argv = z
  .array(z.string())
  .min(1)
  .describe("A command as a list of arguments, for example [pytest, -x]. There is no shell.")

export const duration = z
  .string()
  .regex(/^[1-9]\d*[smh]$/, "a duration: a number and s, m or h, for example 10m")
  .describe("How long, for example 90s, 10m or 1h.")

export const path = z
  .string()
  .regex(
    /^(?!\/)(?!-)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]*$/,
    "a path below the repository's root: not absolute, no `..`, no leading `-`",
  )

export const variable = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, "a variable's name: letters, digits, `_`")

export const env = z
  .record(variable, z.string())
  .describe("Environment variables: names and values. Quote numbers and booleans.")

export const version = z
  .string()
  .regex(/^\d+(?:\.\d+){0,2}$/, 'a version, quoted: for example "3.12" or "22"')

export const toolVersion = z
  .string()
  .regex(
    /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[0-9A-Za-z][0-9A-Za-z.-]*)?$/,
    "a full version of three numbers, for example 10.34.9",
  )

export const image = z
  .string()
  .regex(
    /^[a-z0-9][\w.:/-]*(?:@sha256:[0-9a-f]{64})?$/i,
    "an image reference, for example python:3.12-slim or one with @sha256:...",
  )
  .describe("An image reference; pin it by digest to make runs repeatable for ever.")

/** What the parser of addresses takes for credentials; patterns see less than it does. */
export function holdsCredentials(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { username, password } = new URL(address)
  return username !== "" || password !== ""
}

export const url = z
  .url({
    protocol: /^https?$/,
    error: "an http or https address, for example https://pypi.example.com/simple",
  })
  .refine((address) => !holdsCredentials(address), "an address without credentials")
