import * as z from "zod"

import { recordSchema } from "./record-schema.ts"

/** The JSON Schema of .slipway.yaml, for editors. Committed as `slipway.record.schema.json`. */
export function recordJsonSchema(): string {
  const schema = z.toJSONSchema(recordSchema, { io: "input" })
  return `${JSON.stringify({ title: ".slipway.yaml", ...schema }, null, 2)}\n`
}
