import { readFileSync } from "node:fs"

import { beforeAll, describe, expect, test } from "vitest"

import { ignored } from "../../src/tree/tree.ts"
import {
  scanModule,
  sourceFiles,
  type Method,
  type ScannedModule,
  type TypeDef,
} from "./scan-module.ts"

let module: ScannedModule
beforeAll(async () => {
  module = await scanModule()
})

function methods(): Method[] {
  return Object.values(module.objects).flatMap((object) => Object.values(object.methods))
}

function type({ kind, name, typeDef }: TypeDef): string {
  return typeDef ? `[${type(typeDef)}]` : (name ?? kind.replace("_KIND", "").toLowerCase())
}

function signature(method: Method): string {
  const args = Object.values(method.arguments).map((arg) => {
    const value = arg.defaultPath ? `path ${arg.defaultPath}` : JSON.stringify(arg.defaultValue)
    return `  ${arg.name}${arg.isOptional ? "?" : ""}: ${type(arg.type)}${value === undefined ? "" : ` = ${value}`}`
  })
  const marks = [method.isCheck ? "check" : "", method.cache ? `cache ${method.cache}` : ""].filter(
    Boolean,
  )
  return [
    `${method.name}: ${type(method.returnType)}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`,
    ...args,
  ].join("\n")
}

describe("the module's surface", () => {
  test("is what callers rely on: a change here breaks somebody", async () => {
    await expect(`${methods().map(signature).join("\n")}\n`).toMatchFileSnapshot("surface.txt")
  })

  test("describes the module and every object, function, argument and value: this is the command line's help", () => {
    const missing = [
      ...(module.description === "" ? ["the module"] : []),
      ...Object.entries(module.objects).flatMap(([name, object]) =>
        object.description === "" ? [name] : [],
      ),
      ...methods().flatMap((method) => [
        ...(method.description === "" ? [method.name] : []),
        ...Object.values(method.arguments).flatMap((arg) =>
          arg.description === "" ? [`${method.name} ${arg.name}`] : [],
        ),
      ]),
      ...Object.entries(module.enums).flatMap(([name, each]) =>
        Object.entries(each.values).flatMap(([value, { description }]) =>
          description === "" ? [`${name}.${value}`] : [],
        ),
      ),
    ]
    expect(missing).toEqual([])
  })

  test("never answers from a cache what has an effect, and caches what is a function of its arguments", () => {
    const never = methods()
      .filter((method) => method.cache === "never")
      .map((method) => method.name)
    const cached = methods()
      .filter((method) => method.cache === undefined)
      .map((method) => method.name)
    expect({ never, cached }).toEqual({
      never: ["uploadCoverage", "release"],
      cached: ["withSecret", "ci", "reports", "runStep", "container", "units", "setImage"],
    })
  })

  test("keeps secrets out of the constructor and of ci", () => {
    const secret = (method: Method): boolean =>
      Object.values(method.arguments).some((arg) => type(arg.type) === "Secret")
    expect(
      methods()
        .filter(secret)
        .map((method) => method.name),
    ).toEqual(["withSecret", "uploadCoverage", "release"])
    expect("_constructor" in (module.objects.Slipway ?? {})).toBe(false)
  })

  test("leaves out of every source what the core leaves out on the host", () => {
    const lists = methods().flatMap((method) =>
      Object.values(method.arguments).flatMap((arg) => (arg.ignore ? [arg.ignore] : [])),
    )
    expect(lists.length).toBe(7)
    for (const list of lists) expect(list).toEqual([...ignored])
  })

  test("exposes no property: state is not an answer", () => {
    const exposed = Object.entries(module.objects.Slipway?.properties ?? {}).filter(
      ([, property]) => property.isExposed,
    )
    expect(exposed).toEqual([])
  })
})

describe("the module's imports", () => {
  // The npm package exports more than the bundle that the engine gives a module.
  const decorators = [
    "argument",
    "check",
    "func",
    "object",
    "field",
    "enumType",
    "generate",
    "connection",
    "connect",
    "Context",
    "entrypoint",
  ]
  const client = readFileSync(
    new URL("../../node_modules/@dagger.io/dagger/dist/src/api/client.gen.d.ts", import.meta.url),
    "utf8",
  )
  const inClient = [
    ...client.matchAll(/^export declare (?:class|enum|const|type) (\w+)|^export type (\w+)/gm),
  ].map((match) => match[1] ?? match[2])
  const imports = sourceFiles.flatMap((file) =>
    [
      ...readFileSync(file, "utf8").matchAll(/import\s+(type\s+)?\{([^}]*)\}\s+from\s+"([^"]+)"/g),
    ].map((match) => ({
      file,
      typeOnly: match[1] !== undefined,
      names: match[2]!
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
      from: match[3]!,
    })),
  )

  test("come from the engine's bundle, Node, the core's bundle and the module itself, and from nowhere else", () => {
    const allowed =
      /^(?:@dagger\.io\/dagger(?:\/telemetry)?|node:\w+|\.\/[\w-]+\.js|\.\.\/core\.js)$/
    expect(imports.filter(({ from }) => !allowed.test(from))).toEqual([])
    expect(imports.length).toBeGreaterThan(20)
  })

  test("name only what that bundle exports", () => {
    const names = imports
      .filter(({ from }) => from === "@dagger.io/dagger")
      .flatMap((each) => each.names.map((name) => name.replace(/^type /, "")))
    expect(names.filter((name) => ![...decorators, ...inClient].includes(name))).toEqual([])
  })
})
