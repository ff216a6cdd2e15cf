import { assert, describe, it } from "@effect/vitest"
import { receivedAt, vonageCredentials } from "./VonageFixture.ts"
import { isSignedByVonage, vonageAuthorization } from "./VonageSignature.ts"
import signatures from "./samples/signatures.json" with { type: "json" }

interface Vector {
  readonly name: string
  readonly signatureSecret: string
  readonly now: number
  readonly authorization: string
  readonly rawBody: string
  readonly valid: boolean
}

const vectors: ReadonlyArray<Vector> = signatures.vectors
const genuine = vectors.filter(({ valid }) => valid)

const decided = (vector: Vector, changes: Partial<Vector> = {}): boolean => {
  const { authorization, now, rawBody, signatureSecret } = { ...vector, ...changes }
  const credentials = { ...vonageCredentials, signatureSecret }
  return isSignedByVonage(credentials, authorization, new TextEncoder().encode(rawBody), now * 1000)
}

const body = new TextEncoder().encode("{}")

describe("VonageSignature", () => {
  it.each(vectors)('HOOK-1: decides the vector "$name" rightly', (vector) => {
    assert.strictEqual(decided(vector), vector.valid)
  })

  it.each(genuine)(
    'HOOK-1: refuses "$name" with a changed body, or with one letter of it changed',
    (vector) => {
      assert.isFalse(decided(vector, { rawBody: `${vector.rawBody} ` }))
      const { authorization } = vector
      const middle = authorization.lastIndexOf(".") + 5
      const other = authorization[middle] === "A" ? "B" : "A"
      assert.isFalse(
        decided(vector, {
          authorization: authorization.slice(0, middle) + other + authorization.slice(middle + 1),
        }),
      )
    },
  )

  it.each([[299, true], [301, false], [-299, true], [-301, false]] as const)(
    "HOOK-1: a signature that is %s s old is taken: %s",
    (age, taken) => {
      const header = vonageAuthorization(vonageCredentials, body, receivedAt)
      assert.strictEqual(isSignedByVonage(vonageCredentials, header, body, receivedAt + age * 1000), taken)
    },
  )

  it.each(["apiKey", "applicationId"] as const)("HOOK-1: refuses what was signed for another %s", (name) => {
    const header = vonageAuthorization({ ...vonageCredentials, [name]: "other" }, body, receivedAt)
    assert.isFalse(isSignedByVonage(vonageCredentials, header, body, receivedAt))
  })

  it.each([
    "",
    "Bearer",
    "Bearer a.b.c",
    "Basic eA==",
    "\0",
    "Bearer ..",
    `Bearer ${"a".repeat(99_999)}.b.c`,
  ])(
    "HOOK-1: refuses what is no signature (%#)",
    (authorization) => {
      assert.isTrue(vectors.every((vector) => !decided(vector, { authorization })))
    },
  )
})
