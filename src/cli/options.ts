import { existsSync, realpathSync } from "node:fs"
import { resolve } from "node:path"
import { parseArgs } from "node:util"

import { SlipwayError } from "../errors.ts"
import type { Format } from "../report/report.ts"
import { nearest } from "../text/nearest.ts"

const flags = {
  source: { type: "string" },
  config: { type: "string" },
  service: { type: "string", multiple: true },
  step: { type: "string" },
  format: { type: "string" },
  output: { type: "string" },
  retries: { type: "string" },
  jobs: { type: "string" },
  reports: { type: "string" },
  slug: { type: "string" },
  sha: { type: "string" },
  branch: { type: "string" },
  url: { type: "string" },
  image: { type: "string", multiple: true },
  env: { type: "string" },
  "git-token": { type: "string" },
  "github-app-id": { type: "string" },
  "github-app-key": { type: "string" },
  "registry-username": { type: "string" },
  "registry-password": { type: "string" },
  history: { type: "string" },
  actor: { type: "string" },
  "run-url": { type: "string" },
  deadline: { type: "string" },
  "dry-run": { type: "boolean" },
  "no-verify": { type: "boolean" },
  write: { type: "boolean" },
  help: { type: "boolean" },
} as const

export type Flag = keyof typeof flags
type ListFlag = "service" | "image"
type Switch = "write" | "dry-run" | "no-verify" | "help"
type TextFlag = Exclude<Flag, ListFlag | Switch>
export type Values = Partial<Record<TextFlag, string>> &
  Partial<Record<ListFlag, string[]>> &
  Partial<Record<Switch, boolean>>

/** Read the flags of one verb; one that it does not know is an error with the nearest name. */
export function readFlags(verb: string, args: string[], allowed: readonly Flag[]): Values {
  return read(verb, args, allowed, false).values
}

/** The same of a verb that takes arguments without names too. */
export function readArguments(
  verb: string,
  args: string[],
  allowed: readonly Flag[],
): { values: Values; positionals: string[] } {
  return read(verb, args, allowed, true)
}

function read(
  verb: string,
  args: string[],
  allowed: readonly Flag[],
  allowPositionals: boolean,
): { values: Values; positionals: string[] } {
  const known = [...allowed, "help"] as Flag[]
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1]
    if (name === undefined || known.includes(name as Flag)) continue
    const hint = nearest(name, known)
    throw usage(
      `${verb} has no flag --${name}${hint ? `; did you mean --${hint}?` : ""} It has: ${known.map((flag) => `--${flag}`).join(", ")}`,
    )
  }
  try {
    return parseArgs({
      args,
      options: Object.fromEntries(known.map((flag) => [flag, flags[flag]])),
      strict: true,
      allowPositionals,
    })
  } catch (cause) {
    throw usage(`${verb}: ${(cause as Error).message}`, cause)
  }
}

function usage(message: string, cause?: unknown): SlipwayError {
  return new SlipwayError("E_USAGE", message, { cause, seeHelp: true })
}

export function required(verb: string, values: Values, flag: TextFlag): string {
  const value = values[flag]
  if (value === undefined || value === "") throw usage(`${verb} needs --${flag}`)
  return value
}

/** `--service a --service b,c`, as in `dagger call`. None means all: an empty name must not. */
export function services(values: Values): string[] {
  const written = values.service ?? []
  const names = written.flatMap((value) => value.split(","))
  if (names.includes(""))
    throw usage(`--service: expected a unit's name, received "${written.join('", "')}"`)
  return names
}

export function format(values: Values): Format {
  const value = values.format ?? "table"
  if (value === "table" || value === "json" || value === "markdown") return value
  throw usage(`--format: expected table, json or markdown, received "${value}"`)
}

export function count(values: Values, flag: "retries" | "jobs", least: number): number | undefined {
  const value = values[flag]
  if (value === undefined) return undefined
  if (!/^\d{1,4}$/.test(value) || Number(value) < least)
    throw usage(`--${flag}: expected a number from ${least}, received "${value}"`)
  return Number(value)
}

/** Links are followed here, and only here: the tree below is read without following any. */
export function source(values: Values): string {
  const path = resolve(values.source ?? ".")
  return existsSync(path) ? realpathSync(path) : path
}
