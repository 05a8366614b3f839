import { copyFile, mkdir, readFile, rm, stat } from "node:fs/promises"
import { join } from "node:path"

import { reportPath } from "../../report/report-files.ts"
import { reportDir, type Task } from "../task.ts"

/** Larger than any real report; reading it would take the memory of the whole run. */
const maxReport = 64 << 20

/** A fresh place for the command's reports, and nothing in it that an earlier run left. */
export async function clearReports(task: Task, cwd: string): Promise<void> {
  await rm(join(cwd, reportDir), { recursive: true, force: true })
  await mkdir(join(cwd, reportDir), { recursive: true })
  for (const path of Object.values(task.reports)) await rm(join(cwd, path), { force: true })
}

/** Keep what the command reported, as UNIT/STEP/FILE, and give the JUnit text. */
export async function collectReports(
  task: Task,
  cwd: string,
  reportsDir: string,
): Promise<string | undefined> {
  const target = join(reportsDir, reportPath(task.unit, task.step))
  await rm(target, { recursive: true, force: true })
  const { junit, coverage } = task.reports
  if (coverage !== undefined) await keep(join(cwd, coverage), target, "coverage.xml")
  if (junit === undefined) return undefined
  const readable = await keep(join(cwd, junit), target, "junit.xml")
  return readable ? readFile(join(target, "junit.xml"), "utf8") : undefined
}

/** Whether there was a report. A step may write anything there: a pipe would block for ever. */
async function keep(file: string, target: string, name: string): Promise<boolean> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "ELOOP") return
    throw error
  })
  if (!found?.isFile() || found.size > maxReport) return false
  await mkdir(target, { recursive: true })
  await copyFile(file, join(target, name))
  return true
}
