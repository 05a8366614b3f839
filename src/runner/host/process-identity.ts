import { readFileSync, readlinkSync } from "node:fs"
import { hostname } from "node:os"

/** Which process on which machine: a number alone is used again. */
export interface ProcessIdentity {
  host: string
  /** Changes with each start of the machine. Empty where the system does not say. */
  boot: string
  /** Containers of one host count their processes separately. Empty where there are none. */
  namespace: string
  pid: number
  /** When the process started, in the kernel's ticks. Empty where the system does not say. */
  started: string
}

export function ownIdentity(): ProcessIdentity {
  return {
    host: hostname(),
    boot: orEmpty(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    namespace: orEmpty(() => readlinkSync("/proc/self/ns/pid")),
    pid: process.pid,
    started: startOf(process.pid),
  }
}

/** Whether that process has surely ended. What cannot be seen from here may live. */
export function hasEnded(other: ProcessIdentity): boolean {
  const own = ownIdentity()
  if (other.host !== own.host) return false
  if (other.boot !== own.boot) return true
  if (other.namespace !== own.namespace) return false
  return !isAlive(other.pid) || (other.started !== "" && startOf(other.pid) !== other.started)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

/** Field 22 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function startOf(pid: number): string {
  const stat = orEmpty(() => readFileSync(`/proc/${pid}/stat`, "utf8"))
  // The second field is a name in parentheses that may hold anything, blanks included.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""
}

function orEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    // No Linux, or the process is gone.
    return ""
  }
}
