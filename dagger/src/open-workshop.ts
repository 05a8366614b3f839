import type { Directory, File, Secret } from "@dagger.io/dagger"

import { planSource, type CiPlan } from "../core.js"
import { gather } from "./gather.js"
import { Workshop } from "./workshop.js"

export interface Request {
  source: Directory
  config: File | undefined
  service: string[]
  /** Names and values of the secrets, in the same order. */
  names: string[]
  values: Secret[]
}

/** Gather and plan: what every function begins with. */
export async function openWorkshop(request: Request): Promise<{ plan: CiPlan; shop: Workshop }> {
  const { source, config } = request
  const [tree, text, name] = await Promise.all([gather(source), config?.contents(), config?.name()])
  const plan = planSource(tree, {
    services: request.service,
    ...(text === undefined ? {} : { config: { text, file: name ?? "config" } }),
  })
  const secrets = new Map(request.values.map((secret, i) => [request.names[i] ?? "", secret]))
  return { plan, shop: new Workshop(source, secrets, (path) => tree.has(path)) }
}
