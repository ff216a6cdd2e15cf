/** At most `max` values by key; beyond that, the one that was used longest ago is forgotten. */
export class Recent<K, V> {
  private readonly values = new Map<K, V>()
  private readonly max: number
  private readonly onForget: (value: V) => void

  constructor(max: number, onForget: (value: V) => void = () => {}) {
    this.max = max
    this.onForget = onForget
  }

  /** Looks without using it. */
  get(key: K): V | undefined {
    return this.values.get(key)
  }

  use(key: K, make: () => V): V {
    const value = this.values.get(key) ?? make()
    this.values.delete(key)
    this.values.set(key, value)
    if (this.values.size > this.max) this.forgetOldest()
    return value
  }

  all(): ReadonlyArray<V> {
    return [...this.values.values()]
  }

  /** Forgets all but the one that was used last, and returns that. */
  keepNewest(): V | undefined {
    while (this.values.size > 1) this.forgetOldest()
    return this.all()[0]
  }

  private forgetOldest(): void {
    for (const [key, value] of this.values) {
      this.values.delete(key)
      this.onForget(value)
      return
    }
  }
}
