import { assert, describe, it } from "@effect/vitest"
import signatures from "./samples/signatures.json" with { type: "json" }
import { handshakeChallenge, isSignedByMeta } from "./WhatsAppSignature.ts"

interface Vector {
  readonly name: string
  readonly appSecret: string
  readonly rawBody: string
  readonly header: string
  readonly valid: boolean
}

interface Handshake {
  readonly name: string
  readonly query: string
  readonly status: number
  readonly body?: string
}

const vectors: ReadonlyArray<Vector> = signatures.vectors
const handshakes: ReadonlyArray<Handshake> = signatures.handshake

const decided = (vector: Vector, header = vector.header): boolean =>
  isSignedByMeta(vector.appSecret, header, new TextEncoder().encode(vector.rawBody))

describe("WhatsAppSignature", () => {
  it.each(vectors)('HOOK-1: decides the vector "$name" rightly', (vector) => {
    assert.strictEqual(decided(vector), vector.valid)
  })

  it.each(vectors.filter(({ valid }) => valid))(
    'HOOK-1: refuses "$name" with one digit changed',
    (vector) => {
      const last = vector.header.at(-1) === "0" ? "1" : "0"
      assert.isFalse(decided(vector, vector.header.slice(0, -1) + last))
    },
  )

  it.each(["", "sha256=", "sha256=zz", "\u0000", `sha256=${"a".repeat(63)}`, `sha256=${"é".repeat(64)}`])(
    "HOOK-1: refuses what is no signature (%#)",
    (header) => {
      assert.isTrue(vectors.every((vector) => !decided(vector, header)))
    },
  )

  it.each(handshakes)("HOOK-1: $name", ({ body, query, status }) => {
    const url = `https://desk.example.com/webhooks/whatsapp/wa1?${query}`
    assert.strictEqual(handshakeChallenge(signatures.verifyToken, url), status === 200 ? body ?? null : null)
  })
})
