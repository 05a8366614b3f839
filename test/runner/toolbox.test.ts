import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { neverCancelled } from "../../src/runner/host/cancellation.ts"
import type { Tools } from "../../src/runner/host/tool-request.ts"
import { Toolbox } from "../../src/runner/host/toolbox.ts"
import type { Task, Toolchain } from "../../src/runner/task.ts"
import { mark } from "./tasks.ts"
import { program, repo, tempDir, write, type Entry } from "./temp.ts"

/** A fake uv: its version, and the Pythons that it lists. */
function uv(version: string, ...pythons: string[]): Entry {
  const list = pythons.map((each) => ({
    version: each,
    path: `/python/${each}`,
    implementation: "cpython",
  }))
  return program(`#!/bin/sh
case "$1" in
  --version) echo "uv ${version} (abc 2026-01-01)" ;;
  python) echo "warning: something" >&2; echo '${JSON.stringify(list)}' ;;
esac
`)
}

/** A fake python3 whose pip "installs" a uv, and writes what it was asked. */
function pip(version: string, ...pythons: string[]): Entry {
  const made = (uv(version, ...pythons) as { text: string }).text
  return program(`#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in --target) target="$2" ;; -r) list="$2" ;; --require-hashes) hashes=1 ;; esac
  shift
done
mkdir -p "$target/bin"
cat > "$target/bin/uv" <<'END'
${made}END
echo "hashes=$hashes index=$PIP_INDEX_URL user=$PIP_USER" > "$target/asked"
cat "$list" >> "$target/asked"
`)
}

interface Machine {
  bin: Record<string, Entry>
  cacheDir?: string
}

/** A machine that has the shell and these programs. */
function toolbox({ bin, cacheDir = tempDir() }: Machine): Toolbox {
  const path = write(tempDir(), bin)
  mkdirSync(join(path, "base"))
  const base = repo(
    Object.fromEntries(
      ["sh", "cat", "mkdir", "echo", "env"].map((name) => [name, { link: `/bin/${name}` }]),
    ),
  )
  return new Toolbox({ cacheDir, env: { PATH: `${path}:${base}` }, cancel: neverCancelled(), mark })
}

function python(
  over: Partial<Toolchain> = {},
  env: Record<string, string> = {},
): Pick<Task, "toolchain" | "env"> {
  return {
    toolchain: {
      language: "python",
      version: "3.12",
      requires: ">=3.11",
      ownImage: false,
      tools: { uv: "0.13.9" },
      ...over,
    },
    env,
  }
}

function node(
  over: Partial<Toolchain> = {},
  env: Record<string, string> = {},
): Pick<Task, "toolchain" | "env"> {
  return {
    toolchain: {
      language: "node",
      version: process.versions.node,
      requires: "",
      ownImage: false,
      tools: {},
      ...over,
    },
    env,
  }
}

function reason(tools: Tools): string {
  return "reason" in tools ? tools.reason : `found in ${tools.path.join(":")}`
}

describe("uv", () => {
  test("of the right version is used as it is installed", async () => {
    const tools = await toolbox({ bin: { uv: uv("0.13.9", "3.12.1") } }).tools(python())
    expect(tools).toMatchObject({
      env: { UV_PYTHON: "/python/3.12.1", UV_PYTHON_DOWNLOADS: "never" },
      differs: undefined,
    })
  })

  test("of a newer version is used, and said", async () => {
    const tools = await toolbox({ bin: { uv: uv("0.14.0", "3.12.1") } }).tools(python())
    expect(tools).toMatchObject({ differs: "uv 0.14.0 here, 0.13.9 in the container" })
  })

  test("of an older version is left alone, and the right one fetched with its hashes", async () => {
    const cacheDir = tempDir()
    const bin = { uv: uv("0.9.0"), python3: pip("0.13.9", "3.12.1") }
    const tools = await toolbox({ bin, cacheDir }).tools(python())
    expect(tools).toMatchObject({
      path: [join(cacheDir, "tools/uv-0.13.9/bin")],
      differs: undefined,
    })
    const asked = readFileSync(join(cacheDir, "tools/uv-0.13.9/asked"), "utf8")
    expect(asked).toMatch(
      /^hashes=1 index= user=0\nuv==0\.13\.9 \\\n {4}--hash=sha256:[0-9a-f]{64} \\\n/,
    )
  })

  test("is fetched from the index that the unit names", async () => {
    const cacheDir = tempDir()
    const bin = { python3: pip("0.13.9", "3.12.1") }
    await toolbox({ bin, cacheDir }).tools(
      python({}, { UV_DEFAULT_INDEX: "https://mirror/simple" }),
    )
    expect(readFileSync(join(cacheDir, "tools/uv-0.13.9/asked"), "utf8")).toMatch(
      /^hashes=1 index=https:\/\/mirror\/simple /,
    )
  })

  test("is fetched once for all units of a run", async () => {
    const cacheDir = tempDir()
    const box = toolbox({ bin: { python3: pip("0.13.9", "3.12.1", "3.11.2") }, cacheDir })
    const found = await Promise.all([
      box.tools(python()),
      box.tools(python({ requires: "<3.12" })),
      box.tools(python({ requires: "" })),
    ])
    expect(found.map((each) => "env" in each && each.env.UV_PYTHON)).toEqual([
      "/python/3.12.1",
      "/python/3.11.2",
      "/python/3.12.1",
    ])
    expect(readdirSync(join(cacheDir, "tools"))).toEqual(["uv-0.13.9"])
  })

  test("that is damaged in the cache is fetched again", async () => {
    const cacheDir = repo({ "tools/uv-0.13.9/bin/uv": { text: "\x7fELF half", mode: 0o755 } })
    const tools = await toolbox({ bin: { python3: pip("0.13.9", "3.12.1") }, cacheDir }).tools(
      python(),
    )
    expect(reason(tools)).toBe(`found in ${cacheDir}/tools/uv-0.13.9/bin`)
  })

  test("cannot be fetched without python3, and the reason says what helps", async () => {
    expect(reason(await toolbox({ bin: {} }).tools(python()))).toBe(
      "uv 0.13.9 is not installed and pip could not fetch it: python3: no such program; install uv (https://docs.astral.sh/uv/) or python3 with pip",
    )
  })

  test("cannot be fetched without pip", async () => {
    const bin = {
      python3: program("#!/bin/sh\necho /usr/bin/python3: No module named pip >&2; exit 1\n"),
    }
    expect(reason(await toolbox({ bin }).tools(python()))).toBe(
      "uv 0.13.9 is not installed and pip could not fetch it: /usr/bin/python3: No module named pip; install uv (https://docs.astral.sh/uv/) or python3 with pip",
    )
  })

  test("with a cache that is a file: a reason, no exception", async () => {
    const cacheDir = join(repo({ file: "" }), "file")
    expect(reason(await toolbox({ bin: {}, cacheDir }).tools(python()))).toBe(
      `cannot write to the cache ${cacheDir} (ENOTDIR: not a directory, mkdir '${cacheDir}/tools'); name another with XDG_CACHE_HOME`,
    )
  })
})

describe("Python", () => {
  test("the container's version before a newer one", async () => {
    const bin = { uv: uv("0.13.9", "3.13.0", "3.12.1", "3.9.1") }
    expect(await toolbox({ bin }).tools(python())).toMatchObject({
      env: { UV_PYTHON: "/python/3.12.1" },
    })
  })

  test("else the newest that satisfies the project, and how it differs", async () => {
    const bin = { uv: uv("0.13.9", "3.9.1", "3.11.7", "3.13.0", "3.11.10") }
    expect(await toolbox({ bin }).tools(python({ requires: ">=3.11,<3.13" }))).toMatchObject({
      env: { UV_PYTHON: "/python/3.11.10" },
      differs: "Python 3.11.10 here, 3.12 in the container",
    })
  })

  test("none that satisfies it is a reason with the list of what there is", async () => {
    const bin = { uv: uv("0.13.9", "3.9.1", "3.11.7", "3.9.1") }
    expect(reason(await toolbox({ bin }).tools(python({ requires: ">=3.12" })))).toBe(
      "no installed Python satisfies >=3.12; there are 3.11.7, 3.9.1",
    )
  })

  test("none at all", async () => {
    expect(
      reason(await toolbox({ bin: { uv: uv("0.13.9") } }).tools(python({ requires: "" }))),
    ).toBe("no installed Python satisfies >=3.12; there are none")
  })

  test("a uv that cannot list them is a reason with its words", async () => {
    const bin = {
      uv: program(
        `#!/bin/sh\n[ "$1" = --version ] && echo "uv 0.13.9" || { echo "error: no"; exit 2; }\n`,
      ),
    }
    expect(reason(await toolbox({ bin }).tools(python()))).toBe(
      "uv cannot list the installed Pythons: error: no",
    )
  })
})

describe("Node and pnpm", () => {
  const own = `${process.versions.node.split(".")[0]}`

  test("an engines range that this Node does not satisfy", async () => {
    expect(reason(await toolbox({ bin: {} }).tools(node({ requires: ">=99" })))).toBe(
      `engines.node is >=99; this Node is ${process.versions.node}`,
    )
  })

  test("another version than the container's is said", async () => {
    expect(await toolbox({ bin: {} }).tools(node({ version: "99" }))).toMatchObject({
      differs: `Node ${process.versions.node} here, 99 in the container`,
    })
    expect(await toolbox({ bin: {} }).tools(node({ version: own }))).toMatchObject({
      differs: undefined,
    })
  })

  test("steps get this very Node where the PATH has none or another one", async () => {
    const dir = join(process.execPath, "..")
    expect(await toolbox({ bin: {} }).tools(node())).toMatchObject({ path: [dir] })
    const other = { node: program("#!/bin/sh\n") }
    expect(await toolbox({ bin: other }).tools(node())).toMatchObject({ path: [dir] })
    const same = { node: { link: process.execPath } }
    expect(await toolbox({ bin: same }).tools(node())).toMatchObject({ path: [] })
  })

  const pnpm = (version: string): Entry => program(`#!/bin/sh\necho ${version}\n`)
  const npm = program(`#!/bin/sh
echo "$npm_config_registry" > asked; cat package-lock.json >> asked 2>/dev/null
[ -z "$FAIL" ] || { echo "npm error code EINTEGRITY"; exit 1; }
mkdir -p node_modules/pnpm node_modules/.bin
echo '{"version":"10.34.9"}' > node_modules/pnpm/package.json
echo x > node_modules/.bin/pnpm
`)
  const wants = (over: object = {}) =>
    node({ tools: { pnpm: { version: "10.34.9", exact: false, ...over } } })

  test.each([
    ["10.34.9", "the same version", undefined],
    ["10.40.0", "a newer one of the same line", "pnpm 10.40.0 here, 10.34.9 in the container"],
  ])("installed pnpm %s is used: %s", async (version, _, differs) => {
    const tools = await toolbox({ bin: { pnpm: pnpm(version) } }).tools(wants())
    expect(tools).toMatchObject({ differs })
  })

  test.each(["10.1.0", "9.99.0", "11.0.0", "broken"])(
    "installed pnpm %s is left alone",
    async (version) => {
      const cacheDir = tempDir()
      const tools = await toolbox({ bin: { pnpm: pnpm(version), npm }, cacheDir }).tools(wants())
      expect(reason(tools)).toMatch(`found in ${cacheDir}/tools/pnpm-10.34.9/node_modules/.bin`)
    },
  )

  test("where packageManager names a version, only that one will do", async () => {
    const cacheDir = tempDir()
    const tools = await toolbox({ bin: { pnpm: pnpm("10.40.0"), npm }, cacheDir }).tools(
      wants({ exact: true }),
    )
    expect(reason(tools)).toMatch(`found in ${cacheDir}/tools/pnpm-10.34.9/`)
  })

  test("it is fetched from the registry that the unit names, with its integrity", async () => {
    const cacheDir = tempDir()
    const task = { ...wants(), env: { npm_config_registry: "https://npm.example.com/" } }
    await toolbox({ bin: { npm }, cacheDir }).tools(task)
    const asked = readFileSync(join(cacheDir, "tools/pnpm-10.34.9/asked"), "utf8")
    expect(asked).toMatch(/^https:\/\/npm\.example\.com\/\n\{.*"integrity":"sha512-/)
  })

  test("another hash is another directory: what one project allowed, the next one checks", async () => {
    const cacheDir = tempDir()
    await toolbox({ bin: { npm }, cacheDir }).tools(wants())
    await toolbox({ bin: { npm }, cacheDir }).tools(wants({ integrity: "sha512-AAAA" }))
    const names = readdirSync(join(cacheDir, "tools"))
    expect(names).toEqual(["pnpm-10.34.9", expect.stringMatching(/^pnpm-10\.34\.9-[0-9a-f]{16}$/)])
    expect(readFileSync(join(cacheDir, "tools", names[1]!, "asked"), "utf8")).toContain(
      `"integrity":"sha512-AAAA"`,
    )
  })

  test("a fetch that fails is a reason with npm's words, and leaves nothing", async () => {
    const cacheDir = tempDir()
    const failing = program("#!/bin/sh\necho npm error code EINTEGRITY; exit 1\n")
    expect(reason(await toolbox({ bin: { npm: failing }, cacheDir }).tools(wants()))).toBe(
      "pnpm 10.34.9 is not installed and npm could not fetch it: npm error code EINTEGRITY",
    )
    expect(existsSync(join(cacheDir, "tools/pnpm-10.34.9"))).toBe(false)
  })
})
