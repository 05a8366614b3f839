import type { ProcessResult } from "./run-process.ts"

/** What finding a tool needs: where it may be, where it may be put, and a way to run programs. */
export interface ToolRequest {
  cacheDir: string
  env: Record<string, string>
  /** The package registries that the configuration names, as the variables of the tools. */
  registries: { UV_DEFAULT_INDEX?: string; npm_config_registry?: string }
  /** Throws only where the machine cannot start a process at all. */
  run: (argv: string[], env?: Record<string, string>, cwd?: string) => Promise<ProcessResult>
}

/** A toolchain as this machine has it: directories for the PATH, variables, and how it differs. */
export type Tools =
  | { path: string[]; env: Record<string, string>; differs: string | undefined }
  | { reason: string }

/** The directory that holds the program, and how it differs from the container's. */
export type Found = { path: string; differs: string | undefined } | { reason: string }

/** Why a fetch failed, in one message. */
export function lastLines(result: ProcessResult): string {
  const late = result.timedOut ? "\nkilled, it took too long" : ""
  const lines = `${result.output.trim()}${late}`.trim().split("\n")
  // Where a hash is wrong pip lists all that would be right, one a line, and so hides its message.
  return lines
    .filter((line) => !/^ +Expected +or [0-9a-f]+$/.test(line))
    .slice(-4)
    .join("\n")
}
