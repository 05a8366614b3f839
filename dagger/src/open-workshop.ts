import type { Directory, File, Secret } from "@dagger.io/dagger"

import { planSource, tasksOf, type CiPlan, type PlanRequest, type Tree } from "../core.js"
import { findLinks } from "./find-links.js"
import { gather } from "./gather.js"
import { Workshop } from "./workshop.js"

export interface Request {
  source: Directory
  config: File | undefined
  service: string[]
  /** Names and values of the secrets, in the same order. */
  names: readonly string[]
  values: readonly Secret[]
}

/** Gather and plan: what every function begins with. */
export async function openWorkshop(request: Request): Promise<{ plan: CiPlan; shop: Workshop }> {
  const { source, config } = request
  const [tree, text, name] = await Promise.all([gather(source), config?.contents(), config?.name()])
  const planRequest = {
    services: request.service,
    ...(text === undefined ? {} : { config: { text, file: name ?? "config" } }),
  }
  const plan = await planWithLinks(source, tree, planRequest)
  const secrets = new Map(request.values.map((secret, i) => [request.names[i] ?? "", secret]))
  return { plan, shop: new Workshop(source, secrets, (path) => tree.has(path)) }
}

/** Links are found in an image of the plan, so a tree that has some is planned twice. */
async function planWithLinks(source: Directory, tree: Tree, request: PlanRequest): Promise<CiPlan> {
  const plan = planSource(tree, request)
  const image = tasksOf(plan).find((task) => !task.toolchain.ownImage)?.image
  if (image === undefined) return plan
  const links = await findLinks(source, image)
  return links.size === 0 ? plan : planSource({ ...tree, links }, request)
}
