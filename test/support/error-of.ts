import { SlipwayError } from "../../src/errors.ts"

/** The code and message that `run` fails with. */
export function errorOf(run: () => unknown): { code: string; message: string } {
  try {
    run()
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    return { code: error.code, message: error.message }
  }
  throw new Error("it did not fail")
}
