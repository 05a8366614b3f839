import { cpSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"

import { Kind, parse, valueFromASTUntyped, type FieldNode, type SelectionSetNode } from "graphql"

/** One operation of the engine's API with its arguments; object arguments are resolved to chains. */
export interface Operation {
  name: string
  args: Record<string, unknown>
}

export type Chain = Operation[]

export interface Answers {
  /** The names that `glob` gives. */
  files: string[]
  /** A directory with the same files, for `export`. */
  tree: string
  /** What a step's result file holds, by "unit/step". */
  result: (step: string) => string
  /** An exec error for the leaf query over this chain, or undefined. */
  execError?: (chain: Chain) => { cmd: string[]; exitCode: number; stderr: string } | undefined
}

/**
 * Answers a module's queries like an engine that runs nothing, and remembers them. For what a facade
 * asks for, not for what an engine does: test/engine has a real one.
 */
export class FakeEngine {
  /** Every query but those for handles, with handles expanded. */
  readonly leaves: Chain[] = []
  readonly #chains = new Map<string, Chain>()
  readonly #answers: Answers
  #server: Server | undefined

  constructor(answers: Answers) {
    this.#answers = answers
  }

  /** The port that the SDK finds in DAGGER_SESSION_PORT. */
  async start(): Promise<number> {
    this.#server = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk: Buffer) => (body += chunk.toString()))
      request.on("end", () => {
        const { query } = JSON.parse(body) as { query: string }
        response.setHeader("content-type", "application/json")
        response.end(JSON.stringify(this.#answer(query)))
      })
    })
    await new Promise<void>((resolve) => this.#server!.listen(0, "127.0.0.1", resolve))
    return (this.#server.address() as AddressInfo).port
  }

  stop(): void {
    this.#server?.close()
    this.#server?.closeAllConnections()
  }

  #answer(query: string): unknown {
    const definition = parse(query).definitions[0]
    if (definition?.kind !== Kind.OPERATION_DEFINITION)
      throw new Error(`not an operation: ${query}`)
    const chain = this.#read(definition.selectionSet)
    const leaf = chain.at(-1)!
    const error = leaf.name === "id" ? undefined : this.#answers.execError?.(chain)
    if (leaf.name !== "id") this.leaves.push(chain)
    if (error !== undefined)
      return {
        data: null,
        errors: [
          {
            message: `exit code: ${error.exitCode}`,
            path: [],
            extensions: { _type: "EXEC_ERROR", ...error, stdout: "" },
          },
        ],
      }
    if (render(chain) === 'directory\nfile(path: "exit-code")\ncontents')
      return { data: null, errors: [{ message: "no such file or directory", path: [] }] }
    const value = this.#leaf(chain, leaf)
    const data = names(definition.selectionSet).reduceRight<unknown>(
      (inner, name) => ({ [name]: inner }),
      value,
    )
    return { data }
  }

  #read(selection: SelectionSetNode): Chain {
    const chain: Chain = []
    for (let at: SelectionSetNode | undefined = selection; at !== undefined;) {
      const field = at.selections[0] as FieldNode
      const args = Object.fromEntries(
        (field.arguments ?? []).map((arg) => [
          arg.name.value,
          this.#expand(valueFromASTUntyped(arg.value)),
        ]),
      )
      const loaded = field.name.value.startsWith("load") ? Object.values(args)[0] : undefined
      if (Array.isArray(loaded)) chain.push(...(loaded as Chain))
      else chain.push({ name: field.name.value, args })
      at = field.selectionSet
    }
    return chain
  }

  #expand(value: unknown): unknown {
    if (typeof value === "string") return this.#chains.get(value) ?? value
    return Array.isArray(value) ? value.map((each) => this.#expand(each)) : value
  }

  #leaf(chain: Chain, leaf: Operation): unknown {
    const exec = chain.findLast((operation) => operation.name === "withExec")
    const argv = (exec?.args.args ?? []) as string[]
    switch (leaf.name) {
      case "id": {
        const id = `handle:${this.#chains.size}`
        this.#chains.set(id, chain.slice(0, -1))
        return id
      }
      case "glob":
        return this.#answers.files
      case "export":
        cpSync(this.#answers.tree, String(leaf.args.path), { recursive: true })
        return String(leaf.args.path)
      case "contents":
        return argv[1] === "step" ? this.#answers.result(argv[2]!) : ""
      case "exists":
        return true
      case "exitCode":
        return 0
      default:
        return ""
    }
  }
}

function names(selection: SelectionSetNode): string[] {
  const field = selection.selections[0] as FieldNode
  return [field.name.value, ...(field.selectionSet ? names(field.selectionSet) : [])]
}

/** A chain as lines of text, for reading and comparing. */
export function render(chain: Chain, indent = ""): string {
  return chain
    .map(({ name, args }) => {
      const parts = Object.entries(args).map(([key, value]) =>
        isChain(value)
          ? `${key}:\n${render(value, `${indent}    `)}\n${indent}`
          : `${key}: ${JSON.stringify(value)}`,
      )
      return `${indent}${name}${parts.length > 0 ? `(${parts.join(", ")})` : ""}`
    })
    .join("\n")
}

function isChain(value: unknown): value is Chain {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === "object"
}
