import { describe, expect, it } from "vitest"

import { countTests } from "../../src/report/junit.ts"

describe("countTests", () => {
  it("counts the cases of nested suites, and believes no suite's own sum", () => {
    expect(
      countTests(`<testsuites tests="100"><testsuite tests="50"><testsuite>
        <testcase classname="a.B" name="one"/>
        <testcase classname="a.B" name="two"><failure>no</failure><system-out>x</system-out></testcase>
      </testsuite><testcase name="three"><error/></testcase>
      <testcase name="four"><skipped message="later"/></testcase></testsuite></testsuites>`),
    ).toEqual({ tests: 4, failed: 2, skipped: 1, failures: ["a.B::two", "three"] })
  })

  it("takes a case that failed and was skipped as failed, once", () => {
    expect(
      countTests(
        "<testsuite><testcase name='a'><failure/><error/><skipped/></testcase></testsuite>",
      ),
    ).toEqual({
      tests: 1,
      failed: 1,
      skipped: 0,
      failures: ["a"],
    })
  })

  it("reads names in any letters, with entities and CDATA beside them", () => {
    expect(
      countTests(
        '<testsuite><testcase classname="결제" name="a &lt; &#44032;"><failure><![CDATA[<testcase/>]]></failure></testcase></testsuite>',
      )?.failures,
    ).toEqual(["결제::a < 가"])
  })

  it("finds nothing in an empty suite", () => {
    expect(countTests('<testsuites name="x"/>')).toEqual({
      tests: 0,
      failed: 0,
      skipped: 0,
      failures: [],
    })
  })

  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${"bcdefghij"[i]} "${`&${"abcdefghi"[i]};`.repeat(10)}">`).join("")}]>`

  it.each([
    ["nothing", ""],
    ["blanks", " \n"],
    ["another file", "<coverage/>"],
    ["a log", "Traceback (most recent call last)"],
    ["half a file", '<testsuite><testcase name="a"/>'],
    ["a file cut inside a tag", '<testsuite><testcase name="a'],
    ["a file cut inside a comment", "<testsuite/><!-- "],
    ["tags that cross", "<testsuite><testcase></testsuite></testcase>"],
    ["entities of entities", `${bomb}<testsuite><testcase name="&j;"/></testsuite>`],
  ])("does not believe %s", (_, xml) => {
    expect(countTests(xml)).toBeUndefined()
  })

  it("does not read what is too large to be a report", () => {
    expect(countTests(`<testsuite>${" ".repeat(64 << 20)}</testsuite>`)).toBeUndefined()
  })
})
