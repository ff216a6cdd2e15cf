import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { SecretBox } from "./SecretBox.ts"
import { SecretKey } from "./SecretKey.ts"

const boxWith = (key: string) =>
  Layer.fresh(SecretBox.layer).pipe(Layer.provide(Layer.succeed(SecretKey, Redacted.make(key))))
const place = "provider_accounts/tw1"
const ours = boxWith("an installation's secret of forty bytes..")

const sealed = SecretBox.use((box) => Effect.succeed(box.seal("authToken 7f3a", place)))

describe("ADMIN-2: a sealed secret", () => {
  it.effect("ADMIN-2: opens to what was sealed and shows none of it", () =>
    Effect.gen(function* () {
      const text = yield* sealed
      assert.match(text, /^v1\./)
      assert.notInclude(text, "authToken")
      assert.notInclude(Buffer.from(text, "base64url").toString(), "authToken")
      const box = yield* SecretBox
      assert.strictEqual(yield* box.open(text, place), "authToken 7f3a")
      assert.notStrictEqual(yield* sealed, text)
    }).pipe(Effect.provide(ours)))

  it.effect("ADMIN-2: does not open with another key", () =>
    Effect.gen(function* () {
      const text = yield* sealed.pipe(Effect.provide(ours))
      const box = yield* SecretBox
      const error = yield* Effect.flip(box.open(text, place))
      assert.strictEqual(error._tag, "SecretUnreadable")
      assert.include(error.message, "SECRET_KEY")
    }).pipe(Effect.provide(boxWith("somebody else's secret, as long as ours"))))

  it.effect("ADMIN-2: does not open in another place", () =>
    Effect.gen(function* () {
      const box = yield* SecretBox
      assert.strictEqual(
        (yield* Effect.flip(box.open(yield* sealed, "provider_accounts/tw2")))._tag,
        "SecretUnreadable",
      )
    }).pipe(Effect.provide(ours)))

  it.effect("ADMIN-2: does not open when any byte of it is changed, cut or of another version", () =>
    Effect.gen(function* () {
      const box = yield* SecretBox
      const text = yield* sealed
      const bytes = Buffer.from(text.slice(3), "base64url")
      for (let index = 0; index < bytes.length; index += 1) {
        const changed = Buffer.from(bytes)
        changed.writeUInt8(bytes.readUInt8(index) ^ 1, index)
        yield* Effect.flip(box.open(`v1.${changed.toString("base64url")}`, place))
      }
      for (const broken of ["", "v1.", "v1.AAAA", text.slice(0, -4), text.replace("v1", "v2")]) {
        yield* Effect.flip(box.open(broken, place))
      }
    }).pipe(Effect.provide(ours)))

  it.effect("ADMIN-2: cannot be made with a key of less than 32 bytes", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.scoped(Layer.build(boxWith("too short"))))
      assert.strictEqual(error._tag, "SecretKeyTooShort")
    }))
})
