import { hasHistory, sourceHistory } from "../changes/source-history.ts"
import { seconds } from "../config/defaults.ts"
import { loadConfig, type LoadedConfig } from "../config/load-config.ts"
import { SlipwayError } from "../errors.ts"
import { buildCheck } from "../gitops/kustomize/build-check.ts"
import { entryName, findTarget, type Target } from "../gitops/target.ts"
import { noAncestry } from "../gitops/write/ancestry.ts"
import { realClock } from "../gitops/write/clock.ts"
import { overlayPaths } from "../gitops/write/overlay-state.ts"
import { parseImageArguments } from "../release/image-argument.ts"
import { releaseImages } from "../release/release-images.ts"
import type { ReleaseReport } from "../release/release-report.ts"
import { renderRelease } from "../release/render-release.ts"
import { which } from "../runner/host/which.ts"
import { readHostTree } from "../tree/host-tree.ts"
import type { Tree } from "../tree/tree.ts"
import { discover } from "../units/discover.ts"
import { cancelOnSignals, signalExitCode } from "./cancel-on-signals.ts"
import { inspectWith } from "./inspect-with.ts"
import { openRemote } from "./open-remote.ts"
import { format, readFlags, required, source, type Values } from "./options.ts"
import { readConfig } from "./plan-host.ts"
import type { CliContext, Verb } from "./verb.ts"

const flags = [
  ...(["source", "config", "image", "env", "dry-run", "no-verify", "format"] as const),
  ...(["git-token", "github-app-id", "github-app-key"] as const),
  ...(["registry-username", "registry-password"] as const),
  ...(["history", "actor", "run-url", "deadline"] as const),
] as const

const defaultDeadline = "10m"

/** Images that are already published, into one environment, in one commit of the GitOps repository. */
export const release: Verb = async (args, context) => {
  const values = readFlags("release", args, [...flags])
  const style = format(values)
  const root = source(values)
  const tree = readHostTree(root)
  const loaded =
    values.config === undefined
      ? loadConfig(tree.read("slipway.yaml"))
      : loadConfig(readConfig(values.config), values.config)
  const target = findTarget(loaded, required("release", values, "env"))
  const images = imageArguments(values, tree, loaded)
  const deadlineMs = deadline(values) * 1000
  const signals = cancelOnSignals()
  try {
    const report = await run(
      { values, context, root, loaded, target, images, deadlineMs },
      signals.cancel.stop,
    )
    context.stdout(renderRelease(report, style))
    return 0
  } catch (error) {
    const by = signals.by()
    throw by === undefined ? error : cancelled(by, error)
  } finally {
    signals.dispose()
  }
}

/** The write says itself what is there; what only stops is from before it. */
function cancelled(by: NodeJS.Signals, cause: unknown): unknown {
  const exitCode = signalExitCode(by)
  if (cause instanceof SlipwayError)
    return new SlipwayError(cause.code, `${by}: ${cause.message}`, { cause, exitCode })
  if (!(cause instanceof Error && cause.name === "AbortError")) return cause
  const message = `${by}: cancelled before the write began\nNothing was written\nRun the same command again`
  return new SlipwayError("E_CANCELLED", message, { cause, exitCode })
}

interface Call {
  values: Values
  context: CliContext
  root: string
  loaded: LoadedConfig
  target: Target
  images: ReturnType<typeof parseImageArguments>
  deadlineMs: number
}

async function run(call: Call, signal: AbortSignal): Promise<ReleaseReport> {
  const { values, context, root, loaded, target, images } = call
  const { env } = context
  const inspect = inspectWith(values, env)
  const paths = overlayPaths(target.overlay)
  const remote = await openRemote({ values, env, loaded, paths }, signal)
  const history = values.history ?? root
  try {
    return await releaseImages(
      {
        target,
        images,
        verify: values["no-verify"] !== true,
        dryRun: values["dry-run"] === true,
        actor: values.actor,
        runUrl: values["run-url"],
        sourceUrl: undefined,
        deadlineMs: call.deadlineMs,
      },
      {
        remote,
        inspect,
        ancestry: hasHistory(history) ? sourceHistory(history, env) : noAncestry,
        check: buildCheck({
          overlay: target.overlay,
          kustomize: which("kustomize", env.PATH),
          env,
        }),
        clock: realClock,
        signal,
      },
    )
  } finally {
    // What became of the release is worth more than a directory that stays.
    await remote.dispose().catch((error: Error) => {
      context.stderr(`slipway: what was kept of ${remote.name} stays: ${error.message}\n`)
    })
  }
}

function imageArguments(values: Values, tree: Tree, loaded: LoadedConfig): Call["images"] {
  if (values.image === undefined)
    throw new SlipwayError(
      "E_USAGE",
      "release needs --image UNIT=REPOSITORY:TAG@DIGEST: on this machine it takes images that are already published",
      { seeHelp: true },
    )
  const units = discover(tree, loaded).found.map(({ name }) => name)
  return parseImageArguments(values.image, { units, entryOf: (unit) => entryName(loaded, unit) })
}

function deadline(values: Values): number {
  const value = values.deadline ?? defaultDeadline
  if (/^[1-9]\d{0,5}[smh]$/.test(value)) return seconds(value)
  throw new SlipwayError(
    "E_USAGE",
    `--deadline: expected a number and s, m or h, for example 10m, received ${JSON.stringify(value)}`,
    { seeHelp: true },
  )
}
