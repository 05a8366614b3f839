import { changeId, type Change } from "./change.ts"
import { oneLine } from "./one-line.ts"
import type { UnitWrite } from "./plan-write.ts"

/** What git shows of a subject without cutting it. */
const subjectLength = 72

/**
 * The message of a commit: for people a line per unit, for programs trailers, all from sorted data.
 * https://git-scm.com/docs/git-interpret-trailers
 */
export function commitMessage(
  change: Change,
  units: readonly UnitWrite[],
): { subject: string; body: string } {
  const written = units
    .filter(({ decision }) => decision.kind === "write")
    .sort((a, b) => (a.intent.unit < b.intent.unit ? -1 : 1))
  const head = `${change.verb}(${change.environment}): `
  const names = written.map(({ intent }) => `${intent.unit} ${shortTag(intent.tag)}`).join(", ")
  const subject =
    head.length + names.length <= subjectLength ? head + names : `${head}${written.length} units`
  const lines = written.map(
    ({ intent, current }) =>
      `${intent.unit}: ${oneLine(current.tag ?? "(no tag)")} -> ${intent.tag}`,
  )
  return {
    subject: oneLine(subject),
    body: [...lines, "", ...trailers(change, written)].join("\n"),
  }
}

/** A full commit id is longer than a person reads. */
function shortTag(tag: string): string {
  return /^[0-9a-f]{40}$/.test(tag) ? tag.slice(0, 12) : tag
}

function trailers(change: Change, written: readonly UnitWrite[]): string[] {
  const sources = new Set(written.map(({ intent }) => intent.source))
  const [source] = sources
  const entries: [string, string | undefined][] = [
    [changeTrailer, changeId(change)],
    ["Slipway-Environment", change.environment],
    ["Slipway-Verb", change.verb],
    ...written.map(({ intent }): [string, string] => [
      "Image-Digest",
      `${intent.repository}@${intent.digest}`,
    ]),
    ["Slipway-Unverified", change.unverified],
    ["Slipway-Actor", change.actor],
    ["Slipway-Run", change.runUrl],
    // What Argo CD shows as the commit that this one came from, when it is one commit.
    ["Argocd-reference-commit-repourl", sources.size === 1 ? change.sourceUrl : undefined],
    ["Argocd-reference-commit-sha", sources.size === 1 ? source : undefined],
  ]
  const lines = entries.flatMap(([key, value]) => {
    const line = value === undefined ? "" : oneLine(value)
    return line === "" ? [] : [`${key}: ${line}`]
  })
  return [...lines, ...written.map((unit) => `Slipway-Unit: ${unitTrailer(unit)}`)]
}

/** One line of JSON: no value can end it or begin another. */
function unitTrailer({ intent, current }: UnitWrite): string {
  const { unit, tag, digest, source } = intent
  const tagBefore = current.tag === undefined ? undefined : oneLine(current.tag)
  const from = { tag: tagBefore, digest: current.digest, source: current.source }
  return JSON.stringify({ unit, from, to: { tag, digest, source } })
}

const changeTrailer = "Slipway-Change"

/** Whether a commit's message carries this change id as a trailer. */
export function carriesChange(message: string, id: string): boolean {
  const paragraphs = message.trimEnd().split(/\n\n+/)
  return (paragraphs.at(-1) ?? "").split("\n").includes(`${changeTrailer}: ${id}`)
}
