/**
 * Texts that mean something to a program on the way: shells, git's options and refs, paths, YAML,
 * trailers, terminals, logs of a CI, addresses. Those that run something make the file `canary`.
 */
export function nastyStrings(canary: string): string[] {
  const run = `touch ${canary}`
  const shell = [
    ...[`$(${run})`, `\`${run}\``, `; ${run}`, `;${run};`, `| ${run}`, `|${run}`, `& ${run} &`],
    ...[`&& ${run}`, `|| ${run}`, `\n${run}\n`, `\r\n${run}`, `'; ${run}; '`, `"; ${run}; "`],
    ...[`'$(${run})'`, `"$(${run})"`, `\${IFS}$(${run})`, `$(touch\${IFS}${canary})`, `<(${run})`],
    ...[`>${canary}`, `>>${canary}`, `2>${canary}`, `<${canary}`, `{touch,${canary}}`, `!${run}`],
    ...[`\\$(${run})`, `%0a${run}`, `$'\\n'${run}`, `() { :;}; ${run}`, `x[$(${run})]`, `~root`],
    ...["$HOME", "${PATH}", "%PATH%", "*", "?", "[a-z]*", "!!", "#", "\\", "'", '"', "`"],
  ]
  const options = [
    ...[`--upload-pack=${run}`, `--receive-pack=${run}`, `--exec=${run}`, `-u${run}`, "--help"],
    ...["-h", "-", "--", "--end-of-options", "-c core.sshCommand=x", `--config=core.pager=${run}`],
    ...["--git-dir=/", "--work-tree=/", `-ocore.editor=${run}`, "--mirror", "--force", "--delete"],
    ...["--output=/etc/x", "--template=/tmp", "--all", "--tags", "+main", "+refs/heads/*:refs/*"],
    ...["refs/heads/main", "HEAD", "@", "@{-1}", "main@{1}", "main^{tree}", "main~1", ":main"],
    ...["main:other", "refs/heads/../../config", "main.lock", "a..b", "a//b", "/a", "a/", ".a"],
    ...["a b", "a\tb", "a~b", "a^b", "a:b", "a?b", "a*b", "a[b", "a\\b", "a.lock/b", "main:"],
  ]
  const paths = [
    ...["..", "../..", "../../etc/passwd", "/etc/passwd", "a/../../b", "a/./b", "./a", "."],
    ...[
      "..\\..\\x",
      "%2e%2e%2f",
      "..%2f..%2fx",
      "....//x",
      "a/..",
      ".git",
      ".git/config",
      "a/.git",
    ],
    ...[".GIT/hooks/x", "git~1/x", ".g\u200cit/x", ".git./x", ".git /x", "CON", "a\0b", "\0"],
    ...["file:///etc/passwd", "/dev/null", "/proc/self/environ", "a".repeat(300), "a/".repeat(300)],
  ]
  const addresses = [
    ...[
      "https://user:pass@localhost:1/x",
      "https://localhost:1/x?token=1",
      "https://localhost:1/x#y",
      "http://localhost:1/x",
    ],
    ...[`ext::sh -c "${run}"`, `ext::sh -c ${run.replace(" ", "% ")}`, "fd::17", "git://host/x"],
    ...["ssh://host/x", `ssh://-oProxyCommand=${run}/x`, "git@host:x", "host:x", "ftp://host/x"],
    ...["https://", "https:///localhost:1/x", "https://[::1", "javascript:1"],
    ...[
      "https://localhost:1/x\nHost: other",
      "https://localhost:1/$(x)",
      "https://localhost:1:99999/x",
      "data:,x",
    ],
    ...[
      "https://@localhost:1/x",
      "https://a@b@localhost:1/x",
      "https://localhost:1\\@other/x",
      "http://169.254.169.254/",
    ],
  ]
  const yaml = [
    ...[
      "*a",
      "&a",
      "!!js/function x",
      "!x",
      "%YAML 1.2",
      "---",
      "...",
      "- a",
      "a: b",
      "a:\n  b: c",
    ],
    ...["{a: b}", "[a]", "| a", "> a", "? a", "@a", "`a", "a #b", "a: &x [*x,*x]", "null", "~"],
    ...["true", "yes", "0012e3", "0x1f", "1_000", "1e999", "-.inf", ".nan", "2026-01-01", "<<: *a"],
    ...['"', "'", '"a', "'a", "\tt", "a\n---\nb", "newTag: evil", "x\nimages:\n- name: y"],
  ]
  const trailers = [
    ...["\nSlipway-Change: release-0", "\n\nSlipway-Change: release-0", "x\r\nSlipway-Unit: {}"],
    ...["\u2028Slipway-Change: x", "\u0085Slipway-Change: x", "\vSlipway-Change: x", "\fa: b"],
    ...["Signed-off-by: a <a@b>", "\nCo-authored-by: a <a@b>", "---\nx", "\n---\n", "# comment"],
    ...[
      "\nImage-Digest: a@sha256:0",
      "(cherry picked from commit 1)",
      "Merge branch 'x'",
      "[skip ci]",
    ],
    ...["\nArgocd-reference-commit-sha: 0", "Fixes #1", "@everyone", "<script>alert(1)</script>"],
  ]
  const terminals = [
    ...[
      "\u001b[2J",
      "\u001b]0;t\u0007",
      "\u001b[31mred",
      "\u009b31m",
      "\u0007",
      "\b\b\b",
      "\u007f",
    ],
    ...["\u202eevil", "\u2066a\u2069", "\u200b", "\u200d", "\ufeff", "\ud83d", "\udc00", "\uffff"],
    ...[
      "::set-env name=x::y",
      "\n::add-mask::a",
      "\n::error::x",
      "##vso[task.setvariable]x",
      "\r\r",
    ],
    ...["é", "e\u0301", "한글", "😀", "ﬁ", "\u00a0", "\u3000", "İ", "ß", "a".repeat(5000)],
  ]
  const code = [
    ...["{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "${jndi:ldap://host/x}", "__proto__"],
    ...["constructor", "toString", "hasOwnProperty", "prototype", "' OR 1=1 --", '"} mutation {'],
    ...['","x":"', "%s%s%n", "%n", "$1", "$&", "\\1", "{}", "[]", "undefined", "NaN", "", " "],
  ]
  const inside = shell.map((text) => `x${text}`)
  const all = [shell, inside, options, paths, addresses, yaml, trailers, terminals, code].flat()
  return [...new Set(all)]
}
