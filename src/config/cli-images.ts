import { defaults } from "./defaults.ts"
import type { LoadedConfig } from "./load-config.ts"
import { mirrored } from "./mirrored.ts"

/** The images in which the module runs what has an effect, after mirrors. */
export function cliImages({ config }: LoadedConfig): { cli: string; kustomize: string } {
  const { gitops, mirrors = {} } = config
  return {
    cli: mirrored(gitops?.cliImage ?? defaults.cliImage, mirrors),
    kustomize: mirrored(gitops?.kustomizeImage ?? defaults.kustomizeImage, mirrors),
  }
}
