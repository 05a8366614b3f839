/** The last part of what a process printed, in bounded memory. */
export class OutputTail {
  readonly #keep: number
  #chunks: Buffer[] = []
  #held = 0
  #total = 0

  constructor(keep: number) {
    this.#keep = keep
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    this.#total += chunk.length
    if (this.#held <= 2 * this.#keep) return
    // A copy: a slice would keep the whole buffer behind it.
    this.#chunks = [Buffer.from(Buffer.concat(this.#chunks).subarray(-this.#keep))]
    this.#held = this.#keep
  }

  /** The text, beginning at a line where its beginning was dropped. */
  text(): string {
    const all = Buffer.concat(this.#chunks)
    if (this.#total <= this.#keep) return all.toString("utf8")
    const last = all.subarray(-this.#keep)
    const line = last.subarray(last.indexOf(0x0a) + 1)
    return `[${this.#total - line.length} bytes before are not kept]\n${line.toString("utf8")}`
  }
}
