import { editError, lineAt } from "./edit-error.ts"
import type { Kustomization } from "./parse-kustomization.ts"

/** An error that names the line of an offset. */
export function refuseAt(
  { file, text }: Kustomization,
  offset: number,
  expected: string,
  received: string,
  todo: string,
): Error {
  return editError("E_KUSTOMIZATION", `${file}:${lineAt(text, offset)}`, {
    expected,
    received,
    todo,
  })
}
