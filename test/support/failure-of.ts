import { SlipwayError } from "../../src/errors.ts"

/** The code and message that a promise is rejected with. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string }> {
  let received: unknown
  try {
    received = await promise
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    return { code: error.code, message: error.message }
  }
  throw new Error(`it did not fail: ${JSON.stringify(received)}`)
}
