import { defaults, pythonImage } from "../../config/defaults.ts"
import type { Settings } from "../settings.ts"
import type { UnitBase } from "../task-base.ts"

export interface PythonBaseOptions {
  version: string
  /** `requires-python`; empty for anything. */
  requires: string
  /** The image that the unit or step itself names. */
  image: string | undefined
  path: string[]
  env?: Record<string, string>
}

/** What all steps run with uv share, in a unit or at the root. */
export function pythonBase(settings: Settings, options: PythonBaseOptions): UnitBase {
  const uv = settings.python("uv")?.value ?? defaults.uv
  const index = settings.python("index")?.value
  return {
    settings,
    image: settings.mirrored(
      options.image ?? settings.python("image")?.value ?? pythonImage(options.version),
    ),
    toolchain: {
      language: "python",
      version: options.version,
      requires: options.requires,
      ownImage: options.image !== undefined,
      tools: { uv },
    },
    toolFiles: [
      {
        image: settings.mirrored(settings.python("uvImage")?.value ?? `${defaults.uvImage}:${uv}`),
        path: "/uv",
        to: "/usr/local/bin/uv",
      },
    ],
    caches: [{ name: "uv", env: ["UV_CACHE_DIR"] }],
    env: {
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONUNBUFFERED: "1",
      UV_NO_PROGRESS: "1",
      UV_PYTHON_DOWNLOADS: "never",
      UV_LINK_MODE: "copy",
      ...(index === undefined ? {} : { UV_DEFAULT_INDEX: index }),
      ...options.env,
    },
    path: options.path,
  }
}
