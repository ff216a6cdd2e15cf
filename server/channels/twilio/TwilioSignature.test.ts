import { assert, describe, it } from "@effect/vitest"
import signatures from "./samples/signatures.json" with { type: "json" }
import { isSignedByTwilio } from "./TwilioSignature.ts"

interface Vector {
  readonly name: string
  readonly authToken: string
  readonly url: string
  readonly params?: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly rawBody?: string
  readonly signature: string
  readonly valid: boolean
}

const vectors: ReadonlyArray<Vector> = signatures.vectors

const paramsOf = (vector: Vector): ReadonlyArray<readonly [string, string]> =>
  Object.entries(vector.params ?? {}).flatMap(([name, value]) =>
    (value === undefined ? [] : typeof value === "string" ? [value] : value).map((each) =>
      [name, each] as const
    )
  )

const decided = (vector: Vector, signature = vector.signature): boolean =>
  isSignedByTwilio(vector.authToken, signature, {
    url: vector.url,
    params: paramsOf(vector),
    body: new TextEncoder().encode(vector.rawBody ?? ""),
  })

describe("TwilioSignature", () => {
  it.each(vectors)('HOOK-1: decides the vector "$name" rightly', (vector) => {
    assert.strictEqual(decided(vector), vector.valid)
  })

  it.each(vectors.filter(({ valid }) => valid))('HOOK-1: refuses "$name" with one bit changed', (vector) => {
    const bytes = Buffer.from(vector.signature, "base64")
    bytes.writeUInt8(bytes.readUInt8(7) ^ 1, 7)
    assert.isFalse(decided(vector, bytes.toString("base64")))
  })

  it.each(["", "=", "RSOYDt4T1cUTdK1PDd93", "\u0000", "é".repeat(40), "A".repeat(10_000)])(
    "HOOK-1: refuses what is no signature (%#)",
    (signature) => {
      assert.isTrue(vectors.every((vector) => !decided(vector, signature)))
    },
  )
})
