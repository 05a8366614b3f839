import * as z from "zod"

import { Config } from "./schema.ts"

/** The JSON Schema of slipway.yaml, for editors. Committed as `src/config/slipway.schema.json`. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(Config, { io: "input" })
  return `${JSON.stringify({ title: "slipway.yaml", ...schema }, null, 2)}\n`
}
