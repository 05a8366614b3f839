// publish-uv.js REGISTRY: an image with uv at /uv, made from the rig's Python image, which has one.
import { connection, dag } from "@dagger.io/dagger"

import { defaults } from "../../dagger/core.js"

const address = `${process.argv[2]}/astral-sh/uv:${defaults.uv}`
await connection(async () => {
  const uv = dag
    .container()
    .from(`python:${defaults.python}-slim-bookworm`)
    .file("/usr/local/bin/uv")
  await dag.container().withFile("/uv", uv).publish(address)
})
