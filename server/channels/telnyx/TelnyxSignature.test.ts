import { assert, describe, it } from "@effect/vitest"
import { isSignedByTelnyx } from "./TelnyxSignature.ts"
import signatures from "./samples/signatures.json" with { type: "json" }

interface Vector {
  readonly name: string
  readonly publicKey: string
  readonly now: number
  readonly timestamp: string
  readonly rawBody: string
  readonly signature: string
  readonly valid: boolean
}

const vectors: ReadonlyArray<Vector> = signatures.vectors
const genuine = vectors.filter(({ valid }) => valid)

const decided = (vector: Vector, changes: Partial<Vector> = {}): boolean => {
  const { now, publicKey, rawBody, signature, timestamp } = { ...vector, ...changes }
  return isSignedByTelnyx(publicKey, signature, timestamp, new TextEncoder().encode(rawBody), now * 1000)
}

describe("TelnyxSignature", () => {
  it.each(vectors)('HOOK-1: decides the vector "$name" rightly', (vector) => {
    assert.strictEqual(decided(vector), vector.valid)
  })

  it.each(genuine)('HOOK-1: refuses "$name" with body, time or signature changed', (vector) => {
    const first = vector.signature.startsWith("A") ? "B" : "A"
    assert.isFalse(decided(vector, { rawBody: `${vector.rawBody} ` }))
    assert.isFalse(decided(vector, { timestamp: String(Number(vector.timestamp) + 1) }))
    assert.isFalse(decided(vector, { signature: first + vector.signature.slice(1) }))
  })

  it.each(["", "A", "=".repeat(88), "A".repeat(88), "\0"])(
    "HOOK-1: refuses what is no signature (%#)",
    (signature) => {
      assert.isTrue(vectors.every((vector) => !decided(vector, { signature })))
    },
  )

  it.each(["", "no key", `${"A".repeat(43)}=`, `${"/".repeat(43)}=`])(
    "HOOK-1: takes nothing where the account's key is none (%#)",
    (publicKey) => {
      assert.isTrue(vectors.every((vector) => !decided(vector, { publicKey })))
    },
  )
})
