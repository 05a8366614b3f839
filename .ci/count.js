// The sum of vitest's JSON reports, as one line that every runner understands.
import { readFileSync } from "node:fs"

const sum = { passed: 0, failed: 0, skipped: 0 }
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, "utf8"))
  sum.passed += report.numPassedTests
  // A file that cannot even be loaded has no tests to count: it is a failure all the same.
  sum.failed +=
    report.numFailedTests +
    report.testResults.filter(
      (each) => each.status === "failed" && each.assertionResults.length === 0,
    ).length
  sum.skipped += report.numPendingTests + report.numTodoTests
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0
