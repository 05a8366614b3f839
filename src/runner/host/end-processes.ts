import { readFileSync, readdirSync } from "node:fs"

/** The variable by which everything that a step started is found again; an entry per enclosing run. */
export const markVariable = "SLIPWAY_MARKS"

/** The variable's value for a process of this mark inside whatever Slipway itself runs in. */
export function marked(env: Readonly<Record<string, string>>, mark: string): string {
  return [env[markVariable], mark].filter(Boolean).join(",")
}

/** Send a signal to a process group. One that is gone, or is another user's by now, is not ours. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== "ESRCH" && code !== "EPERM") throw error
  }
}

/**
 * Kill every process whose environment carries the mark, or a mark below it: what left its process
 * group (a daemon, a new session) is still found by it. Where there is no /proc, groups have to do.
 */
export function killMarked(mark: string): void {
  // A process may fork while the list is read; what it leaves is found in the next round.
  for (let round = 0; round < 5; round++) {
    const found = processIds().filter((pid) => carries(pid, mark))
    if (found.length === 0) return
    for (const pid of found) killOne(pid)
  }
}

function processIds(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid)
  } catch {
    // No Linux.
    return []
  }
}

function carries(pid: number, mark: string): boolean {
  let environment: string
  try {
    environment = readFileSync(`/proc/${pid}/environ`, "latin1")
  } catch {
    // Ended meanwhile, or another user's.
    return false
  }
  const start = `\0${environment}`.indexOf(`\0${markVariable}=`)
  if (start < 0) return false
  const value = environment
    .slice(start)
    .split("\0")[0]!
    .slice(markVariable.length + 1)
  return value.split(",").some((each) => each === mark || each.startsWith(`${mark}.`))
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // Ended meanwhile.
  }
}
