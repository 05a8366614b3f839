/**
 * Every version that Slipway chooses when neither the project nor slipway.yaml does, in one place.
 * The guide's choices where it names one: Python 3.12, Node 22, pnpm 10.
 */
export const defaults = {
  python: "3.12",
  /** Newest first: what is tried when the project does not accept the default. */
  pythons: ["3.12", "3.13", "3.14", "3.11", "3.10", "3.9"],
  node: "22",
  nodes: ["22", "24", "20", "26", "18"],
  uv: "0.13.9",
  uvImage: "ghcr.io/astral-sh/uv",
  pnpm: "10.34.9",
  ruff: "0.17.6",
  pytest: "9.2.0",
  pytestCov: "7.1.0",
  mypy: "2.4.1",
  pyright: "1.1.414",
  codecov: "11.3.1",
  /** Has git and certificates beside Node: what the module's effects run in. */
  cliImage: "node:22-bookworm",
  kustomizeImage: "registry.k8s.io/kustomize/kustomize:v5.8.1",
  timeout: "30m",
} as const

export function pythonImage(version: string): string {
  return `python:${version}-slim-bookworm`
}

export function nodeImage(version: string): string {
  return `node:${version}-bookworm-slim`
}

/** `90s`, `10m`, `1h` in seconds. The schema has checked the form. */
export function seconds(duration: string): number {
  const unit = { s: 1, m: 60, h: 3600 }[duration.slice(-1)] ?? 1
  return Number(duration.slice(0, -1)) * unit
}
