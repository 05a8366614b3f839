/**
 * Values that some YAML reader takes for something else than a string. The readers in use differ:
 * kustomize reads with go-yaml v2 (YAML 1.1 with Go's number prefixes), yq and Argo CD with v3, others
 * by YAML 1.2. What one of them could mistake is quoted for all.
 */
const mistaken = [
  // yes, NO, True, ~ and an empty value, in any case: go-yaml knows some spellings, others all.
  // = and << mean something in YAML 1.1.
  /^(?:|~|=|<<|y|n|yes|no|on|off|true|false|null)$/i,
  // 0123, 1_000, 0b101, 0o17, 0x1f, and hexadecimal floats
  /^[-+]?(?:[0-9][0-9_]*|0b[01_]+|0o[0-7_]+|0x[0-9a-f_.]+(?:p[-+]?[0-9_]+)?)$/i,
  // 1.5, .5, 5., 1e5, 12e4567, 0012e3, 1.5E+3; and e5, which the yaml package reads as NaN in YAML 1.1
  /^[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9_]+)?$/i,
  /^[-+]?\.?e[-+]?[0-9_]+$/i,
  // 1:30, 190:20:30.15
  /^[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?$/,
  /^[-+]?\.?(?:inf|infinity|nan)$/i,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|t|[ \t]+[0-9])/i,
]

/** Whether some YAML reader takes this plain text for something else than a string. */
export function isAmbiguous(value: string): boolean {
  // go-yaml drops underscores before it looks: 0_b1 is one.
  const number = /^[-+0-9.]/.test(value) ? value.replaceAll("_", "") : value
  return mistaken.some((pattern) => pattern.test(value) || pattern.test(number))
}
