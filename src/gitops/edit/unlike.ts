import { SlipwayError } from "../../errors.ts"

/** The error for an edit that came out otherwise than it was meant. */
export function unlike(file: string, cause?: unknown): SlipwayError {
  return new SlipwayError(
    "E_INTERNAL",
    `${file}: the edit would have changed more than it should, so nothing was written\nThis is a fault of Slipway: please report it with the file`,
    { cause },
  )
}
