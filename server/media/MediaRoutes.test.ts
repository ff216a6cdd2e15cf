import { assert, describe, it } from "@effect/vitest"
import { MagickFormat } from "@imagemagick/magick-wasm"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { careAddress, makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"
import { pictureOf, seen } from "./PictureFixture.ts"

const png = Uint8Array.from([
  0x89,
  0x50,
  0x4e,
  0x47,
  0x0d,
  0x0a,
  0x1a,
  0x0a,
  0,
  0,
  0,
  13,
  0x49,
  0x48,
  0x44,
  0x52,
  ...new Uint8Array(200),
])
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

interface Item {
  readonly direction: "in" | "out"
  readonly text: string
  readonly media: ReadonlyArray<{ readonly url: string; readonly type: string; readonly name: string | null }>
}

const get = (url: string, headers: Record<string, string> = {}) =>
  Effect.promise(async () => {
    const response = await fetch(url, { headers })
    return {
      status: response.status,
      headers: response.headers,
      bytes: new Uint8Array(await response.arrayBuffer()),
    }
  })

const post = (url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  Effect.promise(async () => {
    const response = await fetch(url, { method: "POST", headers, body })
    const answer: { readonly id: string; readonly code: string; readonly type: string } = await response
      .json()
    return { status: response.status, answer }
  })

const itemsOf = (desk: { readonly url: string }, id: string) =>
  Effect.promise(async (): Promise<ReadonlyArray<Item>> => {
    const response = await fetch(`${desk.url}/api/v1/conversations/${id}/items`, {
      headers: bearer("key-of-ann"),
    })
    const page: { readonly items: ReadonlyArray<Item> } = await response.json()
    return page.items
  })

describe("media", () => {
  it.live(
    "MEDIA-1, MEDIA-2, MEDIA-3: files come in, are kept, shown to whoever may see them, and go out",
    () =>
      scopedTest(Effect.gen(function* () {
        const { call, conversations, desk, messagesUrl, provider } = yield* makeTwilioDesk()
        const message = { sid: "MM1", from: "+15555550123", to: careAddress, body: "the box" }
        // The provider has the picture at once, and gives it for the account's key.
        yield* provider.keepFile("MM1", "ME1", { type: "image/png", body: "not really a picture" })
        yield* provider.bringMessage(messagesUrl, message, {
          NumMedia: "1",
          MediaUrl0: "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM1/Media/ME1",
          MediaContentType0: "image/png",
        })
        const [conversation] = yield* conversations()
        if (!conversation) return assert.fail("no conversation")
        const [inbound] = yield* itemsOf(desk, conversation.id)
        const url = inbound?.media[0]?.url ?? assert.fail("no file")
        const shown = yield* get(url, bearer("key-of-ann"))
        assert.strictEqual(shown.status, 200)
        assert.strictEqual(new TextDecoder().decode(shown.bytes), "not really a picture")
        // What it is by its content, not by what the provider says.
        assert.strictEqual(shown.headers.get("content-type"), "text/plain; charset=utf-8")
        assert.match(shown.headers.get("content-security-policy") ?? "", /sandbox/)
        assert.strictEqual(shown.headers.get("x-content-type-options"), "nosniff")
        const part = yield* get(url, { ...bearer("key-of-ann"), range: "bytes=4-9" })
        assert.deepStrictEqual([part.status, new TextDecoder().decode(part.bytes)], [206, "really"])
        const saved = yield* get(`${url}?download`, bearer("key-of-ann"))
        assert.match(saved.headers.get("content-disposition") ?? "", /^attachment/)
        for (const headers of [{}, bearer("none")]) assert.strictEqual((yield* get(url, headers)).status, 401)
        // Dana has neither owned nor answered it.
        assert.strictEqual((yield* get(url, bearer("key-of-dana"))).status, 404)

        const upload = yield* post(`${desk.url}/api/v1/media?name=..%2Fbox.png`, png, bearer("key-of-ann"))
        assert.deepInclude(upload, { status: 201 })
        assert.strictEqual(upload.answer.type, "image/png")
        const ours = { id: randomUUID(), media: [{ id: upload.answer.id }] }
        const path = `/conversations/${conversation.id}/messages`
        const sent = yield* call<Item>("POST", path, ours, "key-of-ann")
        assert.strictEqual(sent.status, 202)
        assert.strictEqual(sent.body.media[0]?.name, "box.png")
        assert.strictEqual((yield* call<Item>("POST", path, ours, "key-of-ann")).status, 202)
        yield* provider.awaitAccepted(1)
        const [handed] = (yield* provider.received).filter(({ form }) => form["MediaUrl"] !== undefined)
        const link = handed?.form["MediaUrl"] ?? assert.fail("no link")
        const fetched = yield* get(link)
        assert.deepStrictEqual([fetched.status, fetched.bytes.length], [200, png.length])
        assert.strictEqual((yield* get(link.replace(/.$/, (last) => last === "A" ? "B" : "A"))).status, 404)
        assert.strictEqual(
          (yield* get(sent.body.media[0]?.url ?? "", bearer("key-of-ann"))).bytes.length,
          png.length,
        )

        // Nobody sends the file of another, and nothing too large for the channel goes.
        const theirs = yield* call<{ readonly code: string }>(
          "POST",
          path,
          { ...ours, id: randomUUID() },
          "key-of-stan",
        )
        assert.deepStrictEqual([theirs.status, theirs.body.code], [404, "not_found"])
        const large = yield* post(
          `${desk.url}/api/v1/media?name=a.pdf`,
          new Uint8Array([...new TextEncoder().encode("%PDF-1.7\n"), ...new Uint8Array(600_000)]),
          bearer("key-of-ann"),
        )
        const refused = yield* call<{ readonly code: string }>(
          "POST",
          path,
          { id: randomUUID(), media: [{ id: large.answer.id }] },
          "key-of-ann",
        )
        assert.deepStrictEqual([refused.status, refused.body.code], [422, "file_refused"])
      })),
    60_000,
  )

  it.live(
    "MEDIA-2, MEDIA-3: a small picture is made of a large one, for whoever may see that, under the same headers",
    () =>
      scopedTest(Effect.gen(function* () {
        const { conversations, desk, messagesUrl, provider } = yield* makeTwilioDesk()
        const photo = yield* Effect.promise(() => pictureOf(MagickFormat.Jpeg, { width: 1200, height: 800 }))
        yield* provider.keepFile("MM3", "ME3", { type: "image/jpeg", body: photo })
        yield* provider.keepFile("MM3", "ME4", { type: "image/jpeg", body: photo.slice(0, 300) })
        const place = "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM3/Media"
        yield* provider.bringMessage(
          messagesUrl,
          { sid: "MM3", from: "+15555550125", to: careAddress, body: "the cat" },
          { NumMedia: "2", MediaUrl0: `${place}/ME3`, MediaUrl1: `${place}/ME4` },
        )
        const [conversation] = yield* conversations()
        const [inbound] = yield* itemsOf(desk, conversation?.id ?? "")
        const [url = "", broken = ""] = inbound?.media.map((file) => `${file.url}?size=small`) ?? []
        const both = yield* Effect.all([get(url, bearer("key-of-ann")), get(url, bearer("key-of-ann"))], {
          concurrency: 2,
        })
        const [small] = both
        assert.deepStrictEqual([small.status, small.headers.get("content-type")], [200, "image/webp"])
        assert.deepInclude(yield* Effect.promise(() => seen(small.bytes, 0.1, 0.5)), {
          width: 636,
          height: 424,
          colour: "red",
        })
        assert.deepStrictEqual(both[1].bytes, small.bytes)
        assert.match(small.headers.get("content-security-policy") ?? "", /sandbox/)
        assert.match(small.headers.get("cache-control") ?? "", /^private, .*immutable/)
        const part = yield* get(url, { ...bearer("key-of-ann"), range: "bytes=8-11" })
        assert.deepStrictEqual([part.status, new TextDecoder().decode(part.bytes)], [206, "WEBP"])
        assert.strictEqual((yield* get(url, bearer("key-of-dana"))).status, 404)
        assert.strictEqual((yield* get(url)).status, 401)
        // What is no picture has none, and neither has what is small: that is shown as it is.
        assert.strictEqual((yield* get(broken, bearer("key-of-ann"))).bytes.length, 300)
      })),
    60_000,
  )

  it.live(
    "MEDIA-2: of a file that the provider no longer has, this is said",
    () =>
      scopedTest(Effect.gen(function* () {
        const { conversations, desk, messagesUrl, provider } = yield* makeTwilioDesk()
        yield* provider.bringMessage(
          messagesUrl,
          { sid: "MM2", from: "+15555550124", to: careAddress, body: "" },
          {
            NumMedia: "1",
            MediaUrl0: "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM2/Media/ME2",
            MediaContentType0: "image/jpeg",
          },
        )
        const [conversation] = yield* conversations()
        const [inbound] = yield* itemsOf(desk, conversation?.id ?? "")
        const shown = yield* get(inbound?.media[0]?.url ?? "", bearer("key-of-ann"))
        assert.strictEqual(shown.status, 410)
      })),
    60_000,
  )
})
