/** The keys that a schema of zod's knows at `path`, found by walking it. */
export function knownKeys(root: unknown, path: readonly PropertyKey[]): string[] {
  let schemas: unknown[] = [root]
  for (const key of path)
    schemas = schemas.flatMap(unwrap).flatMap((schema) => childOf(schema, key))
  return schemas.flatMap(unwrap).flatMap((schema) => Object.keys(shapeOf(schema) ?? {}))
}

interface SchemaDef {
  innerType?: unknown
  options?: unknown[]
  valueType?: unknown
  element?: unknown
  shape?: Record<string, unknown>
}

function defOf(schema: unknown): SchemaDef {
  return (schema as { def: SchemaDef }).def
}

function unwrap(schema: unknown): unknown[] {
  const def = defOf(schema)
  if (def.innerType !== undefined) return unwrap(def.innerType)
  return def.options === undefined ? [schema] : def.options.flatMap(unwrap)
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return defOf(schema).shape
}

function childOf(schema: unknown, key: PropertyKey): unknown[] {
  const def = defOf(schema)
  const child = def.shape?.[String(key)] ?? def.valueType ?? def.element
  return child === undefined ? [] : [child]
}
