import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { onTestFinished } from "vitest"

/** Whether this user may mount: root, and not in a container that forbids it. */
export function canMount(): boolean {
  if (process.getuid?.() !== 0) return false
  const dir = mkdtempSync(join(tmpdir(), "test-slipway-mount-"))
  try {
    if (spawnSync("mount", ["-t", "tmpfs", "none", dir]).status !== 0) return false
    return spawnSync("umount", [dir]).status === 0
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** An empty file system at a place, until the test is over. */
export function mountTmpfs(place: string): void {
  mkdirSync(place, { recursive: true })
  execFileSync("mount", ["-t", "tmpfs", "none", place])
  onTestFinished(() => void execFileSync("umount", [place]))
}

/** Unmount all below a directory that a step has mounted, and give where. */
export function unmountBelow(dir: string): string[] {
  const places = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((place) => place.startsWith(`${dir}/`))
  for (const place of places) execFileSync("umount", [place])
  return places
}
