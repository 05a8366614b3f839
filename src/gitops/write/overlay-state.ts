import { SlipwayError } from "../../errors.ts"
import { readImages, type ImageEntry } from "../edit/read-images.ts"
import { readRecord } from "../record/read-record.ts"
import type { EnvironmentRecord } from "../record/record.ts"
import type { RemoteFile } from "./remote.ts"

/** The names that kustomize looks for, and the record beside it. */
const kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
const recordName = ".slipway.yaml"

/** What an overlay's two files say in one commit. */
export interface OverlayState {
  commit: string
  kustomization: { path: string; text: string }
  entries: ReadonlyMap<string, ImageEntry>
  /** `text` is undefined where there is no record yet. */
  record: { path: string; text: string | undefined; content: EnvironmentRecord }
}

/** Where an overlay's record is. */
export function recordPath(overlay: string): string {
  return overlay === "" ? recordName : `${overlay}/${recordName}`
}

/** Every path that may have to be read of an overlay. */
export function overlayPaths(overlay: string): string[] {
  return [...kustomizations, recordName].map((name) =>
    overlay === "" ? name : `${overlay}/${name}`,
  )
}

/** The files of `overlayPaths`, understood. Throws a SlipwayError for what cannot be edited safely. */
export function overlayState(
  overlay: string,
  commit: string,
  files: readonly (RemoteFile | undefined)[],
): OverlayState {
  const found = files.slice(0, -1).filter((file) => file !== undefined)
  const [first, second] = found
  if (first === undefined || second !== undefined)
    throw new SlipwayError(
      "E_KUSTOMIZATION",
      `${overlay || "the root"} of commit ${commit.slice(0, 12)}: expected one of ${kustomizations.join(", ")}, received ${first === undefined ? "none" : found.map(({ path }) => path).join(" and ")}\n${first === undefined ? "Name the overlay in slipway.yaml: gitops.environments" : "Remove one: kustomize refuses a directory with both"}\nNothing was written`,
    )
  const text = textOf(first)
  const record = files.at(-1)
  const recordText = record === undefined ? undefined : textOf(record)
  const path = recordPath(overlay)
  return {
    commit,
    kustomization: { path: first.path, text },
    entries: readImages(text, first.path),
    record: {
      path,
      text: recordText,
      content:
        recordText === undefined ? { version: 1, units: new Map() } : readRecord(recordText, path),
    },
  }
}

function textOf({ path, mode, bytes }: RemoteFile): string {
  if (mode !== "100644" && mode !== "100755")
    throw new SlipwayError(
      "E_KUSTOMIZATION",
      `${path}: expected a file, received ${kindOf(mode)}\nSlipway follows none: put the file itself there\nNothing was written`,
    )
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new SlipwayError(
      "E_KUSTOMIZATION",
      `${path}: expected UTF-8, received other bytes\nConvert the file to UTF-8\nNothing was written`,
      { cause },
    )
  }
}

function kindOf(mode: string): string {
  if (mode === "120000") return "a symbolic link"
  return mode === "160000" ? "a submodule" : "a directory"
}
