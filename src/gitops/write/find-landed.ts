import { SlipwayError } from "../../errors.ts"
import { carriesChange } from "./commit-message.ts"
import type { Remote } from "./remote.ts"

/**
 * Whether a commit of this change is among those that came after `from`. A branch that no longer
 * holds `from` was rewritten under us: an error, because what else was thrown away is not known.
 */
export async function findLanded(
  remote: Remote,
  { from, to, id }: { from: string; to: string; id: string },
  signal: AbortSignal,
): Promise<{ commit: string | undefined }> {
  const commits = await remote.between(from, to, signal)
  if (commits === undefined)
    throw new SlipwayError(
      "E_HISTORY_REWRITTEN",
      `${remote.name}: the branch was rewritten while this ran: ${from.slice(0, 12)}, which it held a moment ago, is not in the history of ${to.slice(0, 12)}\nWhether a commit of this call was thrown away with it is not known; nothing more was written\nLook at the branch, then run the same command again: it begins with what is there`,
    )
  return { commit: commits.find(({ message }) => carriesChange(message, id))?.commit }
}
