import { ReturnType, type Secret } from "@dagger.io/dagger"

import { codecovArgv, type UploadTarget } from "../core.js"
import { inWork, toolContainer } from "./containers.js"
import { runPath } from "./run-script.js"
import type { Workshop } from "./workshop.js"

/** Upload every coverage file that the finished steps left, one after the other. */
export async function uploadAll(
  shop: Workshop,
  token: Secret,
  target: UploadTarget,
): Promise<string> {
  const lines: string[] = []
  let uploaded = 0
  for (const { task, container } of shop.finished.values()) {
    const { coverage } = task.reports
    if (coverage === undefined) continue
    const path = `${inWork(task.command.cwd)}/${coverage}`
    if (!(await container.exists(path))) continue
    const upload = (await toolContainer(task, shop))
      .withEnvVariable("UV_NO_PROGRESS", "1")
      .withEnvVariable("SLIPWAY_TIMEOUT", "300")
      .withFile("/work/coverage.xml", container.file(path))
      .withSecretVariable("CODECOV_TOKEN", token)
      .withEnvVariable("SLIPWAY_NONCE", crypto.randomUUID())
      .withExec(
        [
          runPath,
          "stage",
          task.unit,
          ...codecovArgv({ file: "coverage.xml", flag: task.unit, ...target }),
        ],
        { expect: ReturnType.Any },
      )
    const code = await upload.exitCode()
    if (code === 0) uploaded++
    lines.push(
      code === 0
        ? `${task.unit}: uploaded`
        : `${task.unit}: not uploaded, exit ${code}\n${(await upload.combinedOutput()).trim()}`,
    )
  }
  if (lines.length === 0) return "no unit measured coverage: nothing to upload\n"
  return `${lines.join("\n")}\n${uploaded} of ${lines.length} uploaded\n`
}
