import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { readSmtpUrl } from "./SmtpAddress.ts"

const read = (url: string) => readSmtpUrl(Redacted.make(url), "https://desk.acme.test")

describe("SMTP_URL", () => {
  it.effect("NOTIFY-5: is encrypted and checked unless it says otherwise or names this machine", () =>
    Effect.gen(function* () {
      const implicit = yield* read("smtps://me:p%40ss@mail.acme.test")
      assert.deepStrictEqual(
        [implicit.host, implicit.port, implicit.encryption, implicit.certificateChecked, implicit.auth],
        ["mail.acme.test", 465, "implicit", true, { user: "me", pass: "p@ss" }],
      )
      assert.strictEqual((yield* read("smtp://mail.acme.test")).encryption, "required")
      assert.strictEqual((yield* read("smtp://mail.acme.test")).port, 587)
      assert.strictEqual((yield* read("smtp://mail.acme.test?tls=none")).encryption, "none")
      assert.strictEqual((yield* read("smtp://127.0.0.1:2525")).encryption, "none")
      assert.isFalse((yield* read("smtp://mail.acme.test?tls=unverified")).certificateChecked)
      assert.strictEqual((yield* read("smtp://mail.acme.test")).from, "no-reply@desk.acme.test")
    }))

  it.effect("NOTIFY-5: that cannot be used says why, without its password", () =>
    Effect.gen(function* () {
      for (
        const url of [
          "mail.acme.test",
          "http://mail.acme.test",
          "smtp://u:secret@h?tls=yes",
          "smtp://u:%@h",
          "smtp://h?timeout=0",
          "smtp://h?from=Acme%20<desk@acme.test>",
        ]
      ) {
        const { message } = yield* Effect.flip(read(url))
        assert.match(message, /^SMTP_URL cannot be used: /)
        assert.notInclude(message, "secret")
      }
    }))
})
