import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { careAddress, makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"
import { TestMailServer } from "../mail/MailFixture.ts"

const unwrapped = (source: string): string => source.replace(/=\r?\n/g, "").replaceAll("=3D", "=")

const ask = (url: string, headers: Record<string, string> = {}) =>
  Effect.promise(async () => {
    const response = await fetch(url, { headers, redirect: "manual" })
    await response.body?.cancel()
    return { status: response.status, headers: response.headers }
  })

describe("a picture in a mail", () => {
  it.live(
    "NOTIFY-1, MEDIA-3: is shown by its link without a session; the original is for whoever signs in",
    () =>
      scopedTest(
        Effect.gen(function* () {
          const server = yield* TestMailServer
          const { desk, messagesUrl, provider } = yield* makeTwilioDesk({
            SMTP_URL: `smtp://127.0.0.1:${server.port}?from=desk@acme.test`,
          })
          yield* provider.keepFile("MM1", "ME1", { type: "image/gif", body: `GIF89a${"x".repeat(100)}` })
          const message = { sid: "MM1", from: "+15555550123", to: careAddress, body: "the box" }
          yield* provider.bringMessage(messagesUrl, message, {
            NumMedia: "1",
            MediaUrl0: "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM1/Media/ME1",
            MediaContentType0: "image/gif",
          })
          yield* Effect.sync(() => server.mails.length).pipe(
            Effect.repeat({
              until: (count) => count > 0,
              schedule: Schedule.spaced("25 millis"),
              times: 600,
            }),
          )
          const source = unwrapped(server.mails[0]?.source ?? "")
          const picture = /src="(http[^"]*\/media\/mail\/[^"]+)"/.exec(source)?.[1] ?? ""
          const shown = yield* ask(picture)
          assert.strictEqual(shown.status, 200, picture)
          assert.strictEqual(shown.headers.get("content-type"), "image/gif")
          assert.strictEqual(shown.headers.get("cross-origin-resource-policy"), "cross-origin")
          assert.strictEqual(
            (yield* ask(picture.replace(/.$/, (last) => last === "A" ? "E" : "A"))).status,
            404,
          )
          assert.strictEqual((yield* ask(picture.replace("/media/mail/", "/media/public/"))).status, 404)

          const download = /href="(http[^"]*\?download)"/.exec(source)?.[1] ?? ""
          assert.strictEqual((yield* ask(download)).status, 401)
          const followed = yield* ask(download, { "sec-fetch-mode": "navigate" })
          assert.strictEqual(followed.status, 303)
          assert.match(followed.headers.get("location") ?? "", /^\/inbox\/[0-9a-f-]{36}$/)
          assert.strictEqual((yield* ask(download, { authorization: "Bearer key-of-ann" })).status, 200)
          assert.isTrue(picture.startsWith(desk.url))
        }).pipe(Effect.provide(TestMailServer.layer())),
      ),
    90_000,
  )
})
