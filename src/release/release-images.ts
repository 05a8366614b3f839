import { SlipwayError } from "../errors.ts"
import type { Target } from "../gitops/target.ts"
import type { Ancestry } from "../gitops/write/ancestry.ts"
import type { Change } from "../gitops/write/change.ts"
import type { Clock } from "../gitops/write/clock.ts"
import { dryRun } from "../gitops/write/dry-run.ts"
import type { Remote } from "../gitops/write/remote.ts"
import { writeChange } from "../gitops/write/write-change.ts"
import type { OverlayCheck } from "../gitops/write/write-options.ts"
import type { ImageArgument } from "./image-argument.ts"
import { imageIntents, type Inspect } from "./image-intents.ts"
import { releaseReport, type ReleaseReport } from "./release-report.ts"

export interface ReleaseRequest {
  target: Target
  images: readonly ImageArgument[]
  /** Look the images up in their registry. */
  verify: boolean
  /** Say what would be committed, and commit nothing. */
  dryRun: boolean
  actor: string | undefined
  runUrl: string | undefined
  sourceUrl: string | undefined
  /** For the write, in milliseconds. */
  deadlineMs: number
}

export interface ReleasePorts {
  remote: Remote
  inspect: Inspect
  ancestry: Ancestry
  check: OverlayCheck
  clock: Clock
  signal: AbortSignal
}

/**
 * Put images that are already published into an environment: all of them in one commit, or none.
 * The images are looked up before anything is written.
 */
export async function releaseImages(
  request: ReleaseRequest,
  ports: ReleasePorts,
): Promise<ReleaseReport> {
  const { target } = request
  if (target.policy === "pull-request")
    throw new SlipwayError(
      "E_USAGE",
      `${target.environment} takes changes by pull request (slipway.yaml: gitops.environments.${target.environment}.policy), and release commits to the branch\nRelease to an environment that takes commits; from there an image is promoted\nNothing was written`,
    )
  const { intents, notes } = await imageIntents(request.images, {
    inspect: request.verify ? ports.inspect : undefined,
    signal: ports.signal,
  })
  const change: Change = {
    verb: "release",
    environment: target.environment,
    intents,
    actor: request.actor,
    runUrl: request.runUrl,
    sourceUrl: request.sourceUrl,
    unverified: request.verify ? undefined : "the images were not looked up in their registry",
  }
  if (request.dryRun) {
    const { units, diff, message, ...rest } = await dryRun({
      ...ports,
      target,
      change,
      deadlineMs: request.deadlineMs,
    })
    return releaseReport(target, {
      units,
      commit: undefined,
      diff,
      message,
      notes: [...notes, ...rest.notes],
    })
  }
  const written = await writeChange({ ...ports, target, change, deadlineMs: request.deadlineMs })
  return releaseReport(target, { ...written, notes: [...notes, ...written.notes] })
}
