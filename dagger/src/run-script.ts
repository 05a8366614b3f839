/** The directory that a step leaves its result in: any user of any image may write there. */
export const resultDir = "/slipway/out"

/** The file with a step's result: exit code, seconds and perhaps `timed-out`, then its JUnit report. */
export const resultFile = `${resultDir}/result`

/** The code by which the script itself fails a step: EX_CANTCREAT of https://man.openbsd.org/sysexits */
export const cannotReport = 73

/** What a stage's stderr ends with where the script ended it at its limit. */
export function lateLine(seconds: number): string {
  return `slipway: timed out after ${seconds} s`
}

/**
 * The one script that starts everything in a container. Constant: what differs comes as arguments
 * and variables. `stage` commands fail as they fail, so that a package index that was down is not
 * remembered. A `step` succeeds whatever its command does and leaves one file. So reports survive a
 * red test or a kill, and one query reads it all. Reports that the image or the repository brought are
 * removed first: they would show tests that did not run.
 *
 * Whether the limit was reached is told by the clock too: `timeout` exits 124, which is also a code that
 * a command may have, or 137 after its SIGKILL; BusyBox's exits as the command does.
 */
export const runScript = `#!/bin/sh
# run stage|step LABEL COMMAND...
mode=$1
shift 2
if [ -n "$SLIPWAY_PATH" ]; then PATH=$SLIPWAY_PATH:$PATH; export PATH; fi
ca=/etc/ssl/certs/ca-certificates.crt
if [ -s "$ca" ]; then
  : "\${SSL_CERT_FILE:=$ca}" "\${NODE_EXTRA_CA_CERTS:=$ca}" "\${REQUESTS_CA_BUNDLE:=$ca}" "\${PIP_CERT:=$ca}"
  export SSL_CERT_FILE NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE PIP_CERT
fi
fail() {
  echo "slipway: user $(id -u) cannot write $1 in $PWD: give the unit an image whose user may write there" >&2
  exit ${cannotReport}
}
if [ "$mode" = step ]; then
  true >${resultFile} || fail ${resultFile}
  if ! { rm -rf .slipway && mkdir -p .slipway; } 2>/dev/null; then
    case "/$SLIPWAY_JUNIT /$SLIPWAY_COVERAGE" in */.slipway/*) fail .slipway ;; esac
  fi
  for report in "$SLIPWAY_JUNIT" "$SLIPWAY_COVERAGE"; do
    if [ -n "$report" ]; then rm -f -- "$report" || fail "$report"; fi
  done
fi
limited=
if command -v timeout >/dev/null 2>&1; then
  limited=1
  set -- timeout -k 10 "$SLIPWAY_TIMEOUT" "$@"
fi
begin=$(date +%s)
"$@" </dev/null
code=$?
seconds=$(($(date +%s) - begin))
late=
if [ -n "$limited" ] && [ "$seconds" -ge "$SLIPWAY_TIMEOUT" ]; then
  case "$code" in
    124 | 137 | 143) late=timed-out ;;
    *) if [ "$seconds" -gt "$SLIPWAY_TIMEOUT" ]; then late=timed-out; fi ;;
  esac
fi
if [ "$mode" = stage ]; then
  if [ -n "$late" ]; then
    echo "slipway: timed out after $SLIPWAY_TIMEOUT s" >&2
    if [ "$code" = 0 ]; then code=124; fi
  fi
  exit "$code"
fi
echo "$code $seconds $late" >${resultFile} || fail ${resultFile}
if [ -n "$SLIPWAY_JUNIT" ] && [ -f "$SLIPWAY_JUNIT" ]; then cat "$SLIPWAY_JUNIT" >>${resultFile}; fi
exit 0
`

/** Where the script stands in a container, and where the repository lies. */
export const runPath = "/slipway/run"
export const workRoot = "/work"
