import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

import { nearest } from "../../src/text/nearest.ts"

describe("nearest", () => {
  it.each([
    ["tset", ["lint", "test"], "test"],
    ["Typecheck", ["typecheck"], "typecheck"],
    ["user-servce", ["user-service", "payment-service"], "user-service"],
    ["이미지-서비스", ["이미지-서버스", "결제"], "이미지-서버스"],
    ["pythn", ["path", "python"], "python"],
  ])("offers for %s of %j: %s", (name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected)
  })

  it("offers nothing when more than two fifths of the letters would change", () => {
    expect(nearest("web", ["gallery", "api"])).toBeUndefined()
    expect(nearest("abcde", ["abxyz"])).toBeUndefined()
    expect(nearest("x", [])).toBeUndefined()
  })

  it("counts swapped neighbours as one change, so a slip of the fingers wins", () => {
    expect(nearest("tpye", ["type", "tape"])).toBe("type")
  })

  it("takes the first of candidates that are equally near", () => {
    expect(nearest("aaaa", ["aaab", "aaac"])).toBe("aaab")
  })

  it("never offers a candidate farther away than another one", () => {
    const word = fc.string({
      unit: fc.constantFrom("a", "b", "c", "-"),
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 6 }), (name, candidates) => {
        const found = nearest(name, candidates)
        if (found === undefined) return
        expect(candidates).toContain(found)
        for (const other of candidates)
          expect(slowDistance(name, found)).toBeLessThanOrEqual(
            // One that is not offered by itself is too far for its length, and does not compete.
            nearest(name, [other]) === undefined ? Infinity : slowDistance(name, other),
          )
      }),
    )
  })
})

/** The textbook recursion, to compare with. */
function slowDistance(a: string, b: string): number {
  const known = new Map<string, number>()
  const at = (i: number, j: number): number => {
    const key = `${i},${j}`
    const before = known.get(key)
    if (before !== undefined) return before
    let cost = i === 0 ? j : i
    if (i > 0 && j > 0) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(i - 2, j - 2) + 1)
    }
    known.set(key, cost)
    return cost
  }
  return at(a.length, b.length)
}
