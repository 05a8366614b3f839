import { SlipwayError } from "../errors.ts"
import { editImages } from "../gitops/edit/edit-images.ts"
import type { ImageChange } from "../gitops/edit/image-edit.ts"
import { findKustomization, readKustomization } from "../gitops/edit/kustomization-file.ts"
import { parseImageArgument } from "../gitops/edit/parse-image-argument.ts"
import { replaceFile } from "../gitops/edit/replace-file.ts"
import { readArguments } from "./options.ts"
import type { Verb } from "./verb.ts"

/** Images of one kustomization: the text on stdout, or with --write in the file. */
export const setImage: Verb = async (args, context) => {
  const { values, positionals } = readArguments("set-image", args, ["write"])
  const [path, ...images] = positionals
  if (path === undefined || images.length === 0)
    throw new SlipwayError(
      "E_USAGE",
      "set-image needs a file and an image: set-image FILE NAME=NEWNAME:TAG@DIGEST ...",
      { seeHelp: true },
    )
  const edits = images.map(parseImageArgument)
  const file = findKustomization(path)
  const read = readKustomization(file)
  const { text, changed } = editImages(read.text, edits, { file })
  if (values.write !== true) context.stdout(text)
  else if (changed.length > 0) replaceFile(file, text, read)
  for (const change of changed) context.stderr(`${file}:${describe(change)}\n`)
  if (changed.length === 0) context.stderr(`${file}: nothing to change\n`)
  return 0
}

function describe({ line, name, field, from, to }: ImageChange): string {
  if (to === undefined) return `${line}: ${name}: ${field} ${from} removed`
  return `${line}: ${name}: ${field} ${from === undefined ? "" : `${from} -> `}${to}`
}
