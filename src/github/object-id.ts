import * as z from "zod"

/** The id of a git object in full: 40 hexadecimal digits, or 64 in a repository of SHA-256. */
export const ObjectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
