/** A map whose values are made, or refused, when somebody asks for them; names are free. */
export class LazyMap<Raw, Value> implements ReadonlyMap<string, Value> {
  private readonly raw: ReadonlyMap<string, Raw>
  private readonly make: (raw: Raw) => Value

  constructor(raw: ReadonlyMap<string, Raw>, make: (raw: Raw) => Value) {
    this.raw = raw
    this.make = make
  }

  get size(): number {
    return this.raw.size
  }

  has(key: string): boolean {
    return this.raw.has(key)
  }

  get(key: string): Value | undefined {
    const raw = this.raw.get(key)
    return raw === undefined ? undefined : this.make(raw)
  }

  keys(): MapIterator<string> {
    return this.raw.keys()
  }

  *values(): MapIterator<Value> {
    for (const raw of this.raw.values()) yield this.make(raw)
  }

  *entries(): MapIterator<[string, Value]> {
    for (const [key, raw] of this.raw) yield [key, this.make(raw)]
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries()
  }

  forEach(
    callback: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void,
    self?: unknown,
  ): void {
    for (const [key, value] of this) callback.call(self, value, key, this)
  }
}
