import sax from "sax"

/** What a JUnit XML file says that ran. */
export interface Counts {
  tests: number
  failed: number
  skipped: number
  /** Names of the failed test cases, as `classname::name`. */
  failures: string[]
}

/** A report of this size is a mistake; reading it would take the memory of the whole run. */
const maxLength = 64 << 20

/**
 * Count the test cases of a JUnit XML file. The attributes of `testsuite` are not believed: tools
 * nest suites and sum them differently. Undefined when the text is no such file.
 */
export function countTests(xml: string): Counts | undefined {
  if (xml.length > maxLength) return undefined
  const parser = sax.parser(true, { trim: false })
  const counts: Counts = { tests: 0, failed: 0, skipped: 0, failures: [] }
  let sawSuite = false
  let name = ""
  let verdict: "failed" | "skipped" | undefined
  let broken = false
  parser.onopentag = (tag) => {
    if (tag.name === "testsuite" || tag.name === "testsuites") sawSuite = true
    else if (tag.name === "testcase") {
      const { classname, name: title } = tag.attributes as Record<string, string | undefined>
      name = [classname, title].filter((part) => part !== undefined && part !== "").join("::")
      verdict = undefined
    } else if (tag.name === "failure" || tag.name === "error") verdict = "failed"
    else if (tag.name === "skipped" && verdict === undefined) verdict = "skipped"
  }
  parser.onclosetag = (tag) => {
    if (tag !== "testcase") return
    counts.tests++
    if (verdict === "failed") {
      counts.failed++
      counts.failures.push(name)
    } else if (verdict === "skipped") counts.skipped++
  }
  parser.onerror = (error) => {
    broken = true
    parser.error = error
  }
  try {
    parser.write(xml).close()
  } catch {
    // A process that is killed leaves half a file: what it says is not believed.
    return undefined
  }
  return broken || !sawSuite ? undefined : counts
}
