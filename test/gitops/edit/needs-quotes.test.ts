import { expect, test } from "vitest"

import { needsQuotes } from "../../../src/gitops/edit/needs-quotes.ts"

test.each([
  ..."0 7 123 0123 0012 1234567 1_000 1__0 0_7 08 +1 -1".split(" "),
  ..."0b101 0B1 0b_1 0_b1 0o17 0O7 0_o7 0x1f 0X1F 0x_1 0_x1 0x1p4 0x1.8p-3".split(" "),
  ..."1.5 1. .5 1.2_3 1e5 1E5 12e4567 0012e3 553640e6 1e+5 1.5e-3 1_0e1 e5 E12345".split(" "),
  ..."1:30 190:20:30 1:2:3.4".split(" "),
  ..."inf .inf -.Inf infinity nan .NaN".split(" "),
  ..."2024-01-02 2024-1-2 2024-01-02T10 2024-01-02t10:00:00Z".split(" "),
  ..."~ y Y n N yes Yes YES no on On off true True FALSE null NULL".split(" "),
  ..."-v1 @a *a &a !a |a >a %a #a ?a :a ,a [a {a `a".split(" "),
  "",
  "a b",
  "a: b",
  "a #b",
  "a:",
  "v1\n",
])("%j is quoted", (value) => {
  expect(needsQuotes(value)).toBe(true)
})

test.each([
  ..."v1 1.2.3 1.27.3-alpine 0.1.0_rc1 4f2a9c1 12ab e 1e 0b12 0o8 0xg _1 __".split(" "),
  ..."latest only none 2024-01-02-abc 20240102T10 y1 on-1 nulls infra nano sha-1e5".split(" "),
  ..."0123456789abcdef0123456789abcdef01234567 e2e 1e5f".split(" "),
  ..."localhost:5000/app 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app x/y".split(" "),
  `sha256:${"0".repeat(64)}`,
])("%j is left as it is", (value) => {
  expect(needsQuotes(value)).toBe(false)
})
