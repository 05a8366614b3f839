import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { onTestFinished } from "vitest"

/** A directory that is gone when the test is. */
export function tempDir(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "test-slipway-")))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }))
  return dir
}

/** A file's text, with its mode, or where a link points. */
export type Entry = string | { text: string; mode: number } | { link: string }

/** Files below `dir`, by path. */
export function write(dir: string, files: Readonly<Record<string, Entry>>): string {
  for (const [path, entry] of Object.entries(files)) {
    const full = join(dir, path)
    mkdirSync(dirname(full), { recursive: true })
    if (typeof entry === "object" && "link" in entry) symlinkSync(entry.link, full)
    else {
      writeFileSync(full, typeof entry === "string" ? entry : entry.text)
      if (typeof entry === "object") chmodSync(full, entry.mode)
    }
  }
  return dir
}

export function repo(files: Readonly<Record<string, Entry>>): string {
  return write(tempDir(), files)
}

/** An executable file. */
export function program(text: string): Entry {
  return { text, mode: 0o755 }
}
