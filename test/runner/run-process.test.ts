import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"

import { describe, expect, onTestFinished, test } from "vitest"

import { neverCancelled } from "../../src/runner/host/cancellation.ts"
import { cleanEnvironment } from "../../src/runner/host/environment.ts"
import { runProcess, type ProcessOptions } from "../../src/runner/host/run-process.ts"
import { Beacon, connects } from "./beacon.ts"
import { program, repo, tempDir } from "./temp.ts"

function options(over: Partial<ProcessOptions> = {}): ProcessOptions {
  return {
    cwd: tempDir(),
    env: cleanEnvironment(process.env),
    timeoutSeconds: 60,
    cancel: neverCancelled(),
    mark: crypto.randomUUID(),
    ...over,
  }
}

function node(code: string): string[] {
  return [process.execPath, "-e", code]
}

async function withBeacon(): Promise<{ beacon: Beacon; env: Record<string, string> }> {
  const beacon = await Beacon.start()
  return { beacon, env: { ...cleanEnvironment(process.env), BEACON_PORT: beacon.port } }
}

describe("what a process leaves", () => {
  test("its exit code, and both its outputs as they came", async () => {
    const result = await runProcess(
      node(
        `require("fs").writeSync(1, "a\\n"); require("fs").writeSync(2, "b\\n"); process.exit(3)`,
      ),
      options(),
    )
    expect(result).toMatchObject({ exitCode: 3, signalled: false, timedOut: false })
    expect(result.output.split("\n").sort()).toEqual(["", "a", "b"])
  })

  test("death by a signal is 128 + n", async () => {
    const result = await runProcess(node(`process.kill(process.pid, "SIGKILL")`), options())
    expect(result).toMatchObject({ exitCode: 137, signalled: true, timedOut: false })
  })

  test("a process that reads from its input gets its end", async () => {
    const result = await runProcess(
      node(`process.stdin.on("data", () => {}).on("end", () => console.log("EOF"))`),
      options(),
    )
    expect(result).toMatchObject({ exitCode: 0, output: "EOF\n" })
  })

  test("of 64 MiB of output the last MiB is kept", async () => {
    const result = await runProcess(
      node(`const line = "x".repeat(1023) + "\\n"
        for (let i = 0; i < 65536; i++) require("fs").writeSync(1, line)
        require("fs").writeSync(1, "the end\\n")`),
      options(),
    )
    expect(result.output.length).toBeLessThanOrEqual((1 << 20) + 100)
    expect(result.output).toMatch(/^\[\d+ bytes before are not kept\]\nx{1023}\n/)
    expect(result.output.endsWith("x\nthe end\n")).toBe(true)
  })
})

describe("what does not start", () => {
  test("a missing program is exit 127", async () => {
    const result = await runProcess(["no-such-program", "x"], options())
    expect(result).toMatchObject({ exitCode: 127, output: "no-such-program: no such program\n" })
  })

  test("a file that is not executable is exit 126", async () => {
    const cwd = repo({ tool: "#!/bin/sh\n" })
    const result = await runProcess([join(cwd, "tool")], options({ cwd }))
    expect(result).toMatchObject({ exitCode: 126, output: `${cwd}/tool: not executable\n` })
  })

  test("a path through a file is exit 126", async () => {
    const cwd = repo({ file: "" })
    const result = await runProcess([join(cwd, "file/tool")], options({ cwd }))
    expect(result.exitCode).toBe(126)
  })

  test("a script without its interpreter says so, not that the script is missing", async () => {
    const cwd = repo({ tool: program("#!/no/such/interpreter\n") })
    const result = await runProcess([join(cwd, "tool")], options({ cwd }))
    expect(result).toMatchObject({
      exitCode: 127,
      output: `${cwd}/tool: the interpreter that its first line names is not there\n`,
    })
  })

  test("too long arguments are exit 126", async () => {
    const result = await runProcess(["true", "x".repeat(4 << 20)], options())
    expect(result).toMatchObject({
      exitCode: 126,
      output: "true: the arguments and variables are too long\n",
    })
  })

  test("a missing directory is an error that names it, not a missing program", async () => {
    const cwd = join(tempDir(), "gone")
    await expect(runProcess(["true"], options({ cwd }))).rejects.toThrow(
      `${cwd}: no such directory, so true was not started`,
    )
  })

  test("a file instead of the directory is the same error", async () => {
    const cwd = join(repo({ file: "" }), "file")
    await expect(runProcess(["true"], options({ cwd }))).rejects.toThrow(
      `${cwd}: no such directory, so true was not started`,
    )
  })
})

describe("the time limit", () => {
  test("a process that never ends is ended", async () => {
    const result = await runProcess(
      node("setInterval(() => {}, 1000)"),
      options({ timeoutSeconds: 0.2 }),
    )
    expect(result).toMatchObject({ exitCode: 143, timedOut: true })
  })

  test("one that ignores SIGTERM is killed after two seconds", async () => {
    const { beacon, env } = await withBeacon()
    const result = await runProcess(
      node(`process.on("SIGTERM", () => console.log("no")); ${connects("stubborn")}`),
      options({ env, timeoutSeconds: 0.5 }),
    )
    expect(result).toMatchObject({ exitCode: 137, timedOut: true, output: "no\n" })
    await beacon.gone("stubborn")
  })

  test("one that ends itself on SIGTERM is timed out all the same", async () => {
    const result = await runProcess(
      node(`process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000)`),
      options({ timeoutSeconds: 0.5 }),
    )
    expect(result).toMatchObject({ exitCode: 0, timedOut: true })
  })

  test("a limit of a year does not fire at once", async () => {
    const result = await runProcess(node("1"), options({ timeoutSeconds: 366 * 24 * 3600 }))
    expect(result).toMatchObject({ exitCode: 0, timedOut: false })
  })
})

describe("what outlives the command is ended", () => {
  test("a child in the background that holds the pipes", async () => {
    const { beacon, env } = await withBeacon()
    const cwd = repo({ "child.js": connects("child") })
    fifoWhenRunning(cwd, beacon, "child")
    const result = await runProcess(
      ["sh", "-c", `"${process.execPath}" child.js & read line < fifo`],
      options({ cwd, env }),
    )
    expect(result.exitCode).toBe(0)
    await beacon.gone("child")
  })

  test("a daemon in a session of its own", async () => {
    const { beacon, env } = await withBeacon()
    const cwd = repo({ "child.js": connects("daemon") })
    fifoWhenRunning(cwd, beacon, "daemon")
    const result = await runProcess(
      node(`const child = require("child_process").spawn(process.execPath, ["child.js"], { detached: true, stdio: "ignore" })
        child.unref(); ${untilConnected}`),
      options({ cwd, env }),
    )
    expect(result.exitCode).toBe(0)
    await beacon.gone("daemon")
  })

  test("a daemon that hid its environment cannot keep the run waiting", async () => {
    const { beacon, env } = await withBeacon()
    const cwd = repo({ "child.js": connects("hidden") })
    fifoWhenRunning(cwd, beacon, "hidden")
    const result = await runProcess(
      node(`require("child_process").spawn("env", ["-i", "BEACON_PORT=" + process.env.BEACON_PORT, process.execPath, "child.js"],
        { detached: true, stdio: "inherit" }).unref(); ${untilConnected}`),
      options({ cwd, env }),
    )
    expect(result.exitCode).toBe(0)
    process.kill(await beacon.running("hidden"), "SIGKILL")
  })
})

describe("cancellation", () => {
  test("nothing starts after it", async () => {
    const cwd = tempDir()
    const cancel = { stop: AbortSignal.abort(), kill: neverCancelled().kill }
    const result = await runProcess(["touch", "started"], options({ cwd, cancel }))
    expect(result).toMatchObject({ exitCode: 143, signalled: true, output: "touch: cancelled\n" })
    expect(existsSync(join(cwd, "started"))).toBe(false)
  })

  test("the second request does not wait for a process that tidies up", async () => {
    const { beacon, env } = await withBeacon()
    const stop = new AbortController()
    const kill = new AbortController()
    const running = runProcess(
      node(
        connects(
          "tidy",
          `process.on("SIGTERM", () => require("net").connect(process.env.BEACON_PORT, "127.0.0.1").write("tidying 1\\n"))`,
        ),
      ),
      options({ env, cancel: { stop: stop.signal, kill: kill.signal } }),
    )
    await beacon.running("tidy")
    stop.abort()
    await beacon.running("tidying")
    const asked = performance.now()
    kill.abort()
    expect(await running).toMatchObject({ exitCode: 137, signalled: true, timedOut: false })
    expect(performance.now() - asked).toBeLessThan(1_500)
  })
})

test("a run inside a step adds its mark to the outer one's", async () => {
  const env = { ...cleanEnvironment(process.env), SLIPWAY_MARKS: "outer.7" }
  const result = await runProcess(
    node("console.log(process.env.SLIPWAY_MARKS)"),
    options({ env, mark: "inner" }),
  )
  expect(result.output).toMatch(/^outer\.7,inner\.\d+\n$/)
})

const untilConnected = `require("fs").readFileSync("fifo")`

/** A pipe `fifo` in the directory from which a reader gets the end when `role` has connected. */
function fifoWhenRunning(cwd: string, beacon: Beacon, role: string): void {
  execFileSync("mkfifo", [join(cwd, "fifo")])
  const written = beacon.running(role).then(() => writeFile(join(cwd, "fifo"), "go\n"))
  onTestFinished(() => written)
}
