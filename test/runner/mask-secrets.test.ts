import { readFileSync } from "node:fs"
import { join } from "node:path"

import { expect, test } from "vitest"

import { nodeTask, runTasks } from "./tasks.ts"
import { repo } from "./temp.ts"

const secret = `s3cr&t<"quoted">'`
const env = { A_TOKEN: secret, PIN: "12" }
const secrets = ["A_TOKEN", "PIN"]
const print = `console.log("token " + process.env.A_TOKEN)`
const reports = { junit: ".slipway/junit.xml", coverage: ".slipway/coverage.xml" }

test("a step's secrets are in neither its output nor its reports", async () => {
  const code = `${print}
    const xml = process.env.A_TOKEN.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&apos;")
    require("fs").writeFileSync(".slipway/junit.xml", '<testsuite><testcase classname="t" name="' + xml + '"><failure/></testcase></testsuite>')
    require("fs").writeFileSync(".slipway/coverage.xml", "<coverage>" + xml + "</coverage>")
    process.exit(1)`
  const ran = await runTasks(repo({ "a/x": "" }), [nodeTask("a", code, { secrets, reports })], {
    env,
  })
  expect(ran.results).toMatchObject([
    { status: "failed", detail: "1 of 1 failed: t::***", output: "token ***\n" },
  ])
  expect(readFileSync(join(ran.reportsDir, "a/test/junit.xml"), "utf8")).toBe(
    '<testsuite><testcase classname="t" name="***"><failure/></testcase></testsuite>',
  )
  expect(readFileSync(join(ran.reportsDir, "a/test/coverage.xml"), "utf8")).toBe(
    "<coverage>***</coverage>",
  )
})

test("nor are they in what a preparation prints", async () => {
  const stages = [
    {
      label: "source",
      inputs: [{ path: "a" }],
      commands: [{ argv: [process.execPath, "-e", `${print}; process.exit(2)`], cwd: "" }],
    },
  ]
  const ran = await runTasks(repo({ "a/x": "" }), [nodeTask("a", "", { secrets, stages })], { env })
  expect(ran.results[0]).toMatchObject({
    status: "setup-failed",
    output: expect.stringMatching(/\ntoken \*\*\*\n$/),
  })
})

test("nor in the output of one that a signal ended", async () => {
  const code = `${print}; process.kill(process.pid, "SIGKILL")`
  const ran = await runTasks(repo({ "a/x": "" }), [nodeTask("a", code, { secrets })], { env })
  expect(ran.results[0]).toMatchObject({ status: "killed", output: "token ***\n" })
})

test("one that is too short to be replaced is told", async () => {
  const code = `console.log("12")`
  const ran = await runTasks(repo({ "a/x": "" }), [nodeTask("a", code, { secrets })], { env })
  expect(ran.results[0]!.output).toBe("12\n")
  expect(ran.notes).toEqual(["a: the secret PIN is too short to be masked in the output"])
})

test("what is no secret of this step is not hidden", async () => {
  const code = `console.log("plain text")`
  const ran = await runTasks(
    repo({ "a/x": "", "b/x": "" }),
    [nodeTask("a", code), nodeTask("b", "", { secrets: ["B_TOKEN"] })],
    { env: { B_TOKEN: "plain" } },
  )
  expect(ran.results[0]!.output).toBe("plain text\n")
})
