// How a release is committed elsewhere, as the control of a race:
//   node naive-release.js push|rebase URL UNIT TAG
// push: clone, edit, commit, push once. rebase: the same, and `pull --rebase` until it is in, at most
// 60 times. Prints the number of tries; exit 1 when it did not get in.
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const [strategy, url, unit, tag] = process.argv.slice(2)
const dir = mkdtempSync(join(tmpdir(), "naive-"))
const env = {
  ...process.env,
  GIT_AUTHOR_NAME: "naive",
  GIT_AUTHOR_EMAIL: "naive@example.com",
  GIT_COMMITTER_NAME: "naive",
  GIT_COMMITTER_EMAIL: "naive@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
}
const git = (...args) => spawnSync("git", args, { cwd: dir, env, encoding: "utf8" })
let tries = 0
let done = false
try {
  execFileSync("git", ["clone", "-q", url, dir], { env, stdio: "pipe" })
  const file = join(dir, "overlays/dev/kustomization.yaml")
  const entry = new RegExp(`(- name: ${unit}\\n(?:  .*\\n)*?  newTag: ).*`)
  writeFileSync(file, readFileSync(file, "utf8").replace(entry, `$1${tag}`))
  git("commit", "-q", "-a", "-m", `${unit} ${tag}`)
  while (!done && tries < (strategy === "push" ? 1 : 60)) {
    if (tries > 0 && git("pull", "-q", "--rebase").status !== 0) break
    tries++
    done = git("push", "-q").status === 0
  }
} finally {
  rmSync(dir, { recursive: true, force: true })
}
console.log(JSON.stringify({ tries }))
process.exitCode = done ? 0 : 1
