import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"

import { reportPath } from "../../report/report-files.ts"
import { reportDir, type Task } from "../task.ts"
import type { Mask } from "./mask-secrets.ts"

/** Larger than any real report; reading it would take the memory of the whole run. */
const maxReport = 64 << 20
/** To search a text for secrets takes many times its size. */
const maxMasked = 16 << 20

/** A fresh place for the command's reports, and nothing in it that an earlier run left. */
export async function clearReports(task: Task, cwd: string): Promise<void> {
  await rm(join(cwd, reportDir), { recursive: true, force: true })
  await mkdir(join(cwd, reportDir), { recursive: true })
  for (const path of Object.values(task.reports)) await rm(join(cwd, path), { force: true })
}

/** Keep what the command reported, as UNIT/STEP/FILE and without secrets, and give the JUnit text. */
export async function collectReports(
  task: Task,
  cwd: string,
  reportsDir: string,
  mask: Mask,
): Promise<string | undefined> {
  const target = join(reportsDir, reportPath(task.unit, task.step))
  await rm(target, { recursive: true, force: true })
  const { junit, coverage } = task.reports
  if (coverage !== undefined) await keep(join(cwd, coverage), join(target, "coverage.xml"), mask)
  if (junit === undefined) return undefined
  const kept = join(target, "junit.xml")
  return (await keep(join(cwd, junit), kept, mask)) ? readFile(kept, "utf8") : undefined
}

/** Whether there was a report. A step may write anything there: a pipe would block for ever. */
async function keep(file: string, target: string, mask: Mask): Promise<boolean> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "ELOOP") return
    throw error
  })
  if (!found?.isFile() || found.size > (mask.idle ? maxReport : maxMasked)) return false
  await mkdir(dirname(target), { recursive: true })
  if (mask.idle) await copyFile(file, target)
  else await writeFile(target, mask.text(await readFile(file, "utf8")))
  return true
}
