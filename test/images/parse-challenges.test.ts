import * as fc from "fast-check"
import { expect, test } from "vitest"

import { parseChallenges } from "../../src/images/parse-challenges.ts"

function read(field: string): [string, Record<string, string>][] {
  return parseChallenges(field).map(({ scheme, parameters }) => [
    scheme,
    Object.fromEntries(parameters),
  ])
}

test.each<[string, [string, Record<string, string>][]]>([
  ["", []],
  ["Negotiate", [["negotiate", {}]]],
  ['Basic realm="x"', [["basic", { realm: "x" }]]],
  ["basic REALM = x", [["basic", { realm: "x" }]]],
  [
    'Bearer realm="https://a.example/token",service="s",scope="repository:a/b:pull,push"',
    [
      [
        "bearer",
        { realm: "https://a.example/token", service: "s", scope: "repository:a/b:pull,push" },
      ],
    ],
  ],
  [
    'Negotiate YWJj==, , Bearer realm="a, Basic realm=\\"b\\"", service=s ,Basic realm="c"',
    [
      ["negotiate", {}],
      ["bearer", { realm: 'a, Basic realm="b"', service: "s" }],
      ["basic", { realm: "c" }],
    ],
  ],
  [
    "Digest, Basic",
    [
      ["digest", {}],
      ["basic", {}],
    ],
  ],
  ['realm="x"', []],
  ['Bearer realm="x', []],
  ['Basic realm="x", Bearer realm="x', []],
  [
    'Basic realm="x", Bearer realm=',
    [
      ["basic", { realm: "x" }],
      ["bearer", {}],
    ],
  ],
  ['Basic realm="x", Bearer rea(lm="x"', [["basic", { realm: "x" }]]],
  ['Basic realm="x", "', []],
])("%s", (field, expected) => {
  expect(read(field)).toEqual(expected)
})

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
const value = fc.string({ unit: fc.constantFrom(...Array.from('ab "\\,=:/\t')), maxLength: 12 })
const challenge = fc.tuple(name, fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }))

test("what is written by the grammar comes back", () => {
  fc.assert(
    fc.property(fc.array(challenge, { maxLength: 4 }), (challenges) => {
      const field = challenges
        .map(([scheme, parameters]) => {
          const list = Object.entries(parameters).map(
            ([key, text]) => `${key}="${text.replace(/["\\]/g, "\\$&")}"`,
          )
          return `${scheme} ${list.join(", ")}`.trim()
        })
        .join(", ")
      expect(read(field)).toEqual(challenges)
    }),
  )
})

test("any text ends", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('aB ,="\\')), maxLength: 200 }),
      (field) => {
        expect(Array.isArray(parseChallenges(field))).toBe(true)
      },
    ),
  )
})
