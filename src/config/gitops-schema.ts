import * as z from "zod"

import { holdsCredentials, image, name, path, url } from "./scalars.ts"

const branch = z
  .string()
  .regex(/^(?!-)[^\s~^:?*[\\\p{C}]+$/u, "a branch's name, for example main, without refs/heads/")

const anAddress = "an https address without credentials, for example https://github.com/acme/gitops"

/** A remote that git and the GitHub API are both asked about: credentials never stand in it. */
const repository = z
  .string()
  .regex(/^(?:https?:\/\/(?![^/]*@)[^\s]+|file:\/\/\/[^\s]*|\/[^\0]*)$/, anAddress)
  .refine((address) => !holdsCredentials(address), anAddress)

export const EnvironmentConfig = z.strictObject({
  path: path.describe("The environment's kustomize overlay in the GitOps repository."),
  policy: z
    .enum(["commit", "pull-request"])
    .describe("How a change gets in: committed to the branch, or by pull request. Default: commit.")
    .optional(),
  ordering: z
    .enum(["warn", "strict"])
    .describe(
      "What happens to a build that cannot be compared with what runs: it goes in with a warning, or is refused. Default: warn.",
    )
    .optional(),
})

export const GitOpsConfig = z.strictObject({
  repository: repository.describe("The GitOps repository.").optional(),
  branch: branch.describe("Its branch that the cluster follows. Default: main.").optional(),
  transport: z
    .enum(["auto", "git", "github"])
    .describe(
      "How commits get there: git, or GitHub's API, which signs them. Default: auto, GitHub's API for an App's token there.",
    )
    .optional(),
  api: url
    .describe("GitHub's REST API. Default: https://api.github.com, or https://HOST/api/v3.")
    .optional(),
  username: z
    .string()
    .regex(/^[\w.@+-]+$/, "a user name")
    .describe("The user name beside the token, for git. Default: x-access-token.")
    .optional(),
  image: z
    .string()
    .regex(/^[^\s{}]*\{unit\}[^\s{}]*$/, "a name with {unit} in it, for example acme-{unit}")
    .describe("The name of a unit's entry in a kustomization's images. Default: {unit}.")
    .optional(),
  cliImage: image
    .describe("An image with Node and git, where the module runs what has an effect.")
    .optional(),
  kustomizeImage: image
    .describe("An image with kustomize at /app/kustomize, for the module.")
    .optional(),
  environments: z
    .record(name, EnvironmentConfig)
    .describe(
      "The environments. Default: dev at overlays/dev, and prod at overlays/prod by pull request.",
    )
    .optional(),
})

export const UnitGitOpsConfig = z.strictObject({
  image: z
    .string()
    .min(1)
    .describe("The name of the unit's entry in a kustomization's images.")
    .optional(),
})
