import { RemoteError } from "../gitops/write/remote-error.ts"
import type { ProbeAnswer } from "./probe.ts"

/**
 * Why a git command that asked the remote has failed.
 * - `unauthorized`: the credentials are not accepted; other ones may be
 * - `well`: the remote answers as it should, so it was this request that it did not like, or chance
 */
export type Finding =
  | { kind: "unauthorized"; error: RemoteError }
  | { kind: "well" }
  | { kind: "fault"; error: RemoteError }

/** What the answer to the probe means, by its status alone. */
export function findingOf(answer: ProbeAnswer, name: string, lines: string): Finding {
  const said = lines === "" ? "" : `\n${lines}`
  const fault = (error: RemoteError): Finding => ({ kind: "fault", error })
  if (answer.kind === "silent")
    return fault(new RemoteError("unavailable", `${name}: no answer (${answer.code})${said}`))
  const { status, retryAfterMs, location } = answer
  const http = `${name}: HTTP ${status}`
  if (status === 401)
    return {
      kind: "unauthorized",
      error: new RemoteError("refused", `${http}: the credentials are not accepted${said}`),
    }
  if (status === 429 || (status >= 400 && retryAfterMs !== undefined))
    return fault(
      new RemoteError("busy", `${http}: it asks to wait${waiting(retryAfterMs)}${said}`, {
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      }),
    )
  if (status === 403)
    return fault(
      new RemoteError("refused", `${http}: the credentials do not suffice for this${said}`),
    )
  if (status === 404 || status === 410)
    return fault(
      new RemoteError(
        "missing",
        `${http}: there is no such repository, or these credentials may not know of it${said}`,
      ),
    )
  if (status >= 300 && status < 400)
    return fault(
      new RemoteError(
        "missing",
        `${http}: it has moved${location === undefined ? "" : ` to ${location}`}, and credentials follow no redirect: configure the new address`,
      ),
    )
  if (status !== 200) return fault(new RemoteError("unavailable", `${http}${said}`))
  if (answer.isGit) return { kind: "well" }
  return fault(
    new RemoteError("invalid", `${name}: it answers, but not as a git server does${said}`),
  )
}

function waiting(ms: number | undefined): string {
  return ms === undefined ? "" : ` ${Math.ceil(ms / 1000)} s`
}
