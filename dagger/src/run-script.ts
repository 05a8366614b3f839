/**
 * The one script that starts everything in a container. Constant: what differs comes as arguments
 * and variables. `stage` commands fail as they fail, so that a package index that was down is not
 * remembered. A `step` always succeeds and leaves one file: its exit code and seconds on the first
 * line, then its JUnit report. So reports survive a red test or a kill, and one query reads it all.
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
if command -v timeout >/dev/null 2>&1; then set -- timeout -k 10 "$SLIPWAY_TIMEOUT" "$@"; fi
if [ "$mode" = stage ]; then exec "$@" </dev/null; fi
mkdir -p .slipway
begin=$(date +%s)
"$@" </dev/null
code=$?
echo "$code $(($(date +%s) - begin))" >.slipway/result
if [ -n "$SLIPWAY_JUNIT" ] && [ -f "$SLIPWAY_JUNIT" ]; then cat "$SLIPWAY_JUNIT" >>.slipway/result; fi
exit 0
`

/** Where the script stands in a container, and where the repository lies. */
export const runPath = "/slipway/run"
export const workRoot = "/work"

/** The file that a step leaves, in the directory of its command. */
export const resultFile = ".slipway/result"
