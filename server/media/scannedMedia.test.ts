import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { careAddress, makeTwilioDesk, scopedTest } from "../../test/TwilioDesk.ts"
import { scannerOf } from "./ScannerFixture.ts"

const key = { authorization: "Bearer key-of-ann" }
const place = "https://api.twilio.com/2010-04-01/Accounts/AC/Messages"

interface Answer {
  readonly status: number
  readonly code: string | null
  readonly text: string
}

interface Page {
  readonly items: ReadonlyArray<{
    readonly text: string
    readonly media: ReadonlyArray<{ readonly url: string }>
  }>
}

const ask = (url: string, init: RequestInit = {}) =>
  Effect.promise(async (): Promise<Answer> => {
    const response = await fetch(url, { ...init, headers: key })
    const text = await response.text()
    const isProblem = response.headers.get("content-type")?.includes("problem") === true
    const problem: { readonly code: string } | null = isProblem ? JSON.parse(text) : null
    return { status: response.status, code: problem?.code ?? null, text }
  })

describe("media and the virus scanner", () => {
  it.live(
    "MEDIA-1, MEDIA-3: what is infected comes neither in nor out, and nothing does while the scanner is broken",
    () =>
      scopedTest(Effect.gen(function* () {
        const scanner = yield* scannerOf(
          'seen=$(cat); if [ -e broken ]; then exit 2; fi; case "$seen" in *EICAR*) exit 1;; esac',
        )
        const { call, conversations, desk, messagesUrl, provider } = yield* makeTwilioDesk({
          MEDIA_SCAN_COMMAND: scanner.path,
        })
        const bring = Effect.fnUntraced(function* (sid: string, body: string) {
          yield* provider.keepFile(sid, "ME1", { type: "text/plain", body })
          yield* provider.bringMessage(
            messagesUrl,
            { sid, from: "+15555550123", to: careAddress, body: sid },
            { NumMedia: "1", MediaUrl0: `${place}/${sid}/Media/ME1`, MediaContentType0: "text/plain" },
          )
          const [conversation] = yield* conversations()
          const { body: page } = yield* call<Page>("GET", `/conversations/${conversation?.id}/items`)
          return page.items.find(({ text }) => text === sid)?.media[0]?.url ?? assert.fail("no file")
        })
        const upload = (body: string) => ask(`${desk.url}/api/v1/media?name=a.txt`, { method: "POST", body })

        assert.deepInclude(yield* ask(yield* bring("MM1", "clean")), { status: 200, text: "clean" })
        assert.strictEqual((yield* upload("clean")).status, 201)

        const infected = yield* ask(yield* bring("MM2", "EICAR"))
        assert.deepInclude(infected, { status: 410, code: "refused" })
        assert.include(infected.text, "virus scanner found something")
        assert.deepInclude(yield* upload("EICAR"), { status: 422, code: "file_refused" })

        yield* scanner.write("broken")
        const url = yield* bring("MM3", "clean too")
        assert.deepInclude(yield* ask(url), { status: 503, code: "not_scanned" })
        const unchecked = yield* upload("clean")
        assert.strictEqual(unchecked.status, 503)
        assert.include(unchecked.text, "could not be checked for viruses")

        // Mended: whoever looks again has it.
        yield* scanner.remove("broken")
        assert.deepInclude(yield* ask(url), { status: 200, text: "clean too" })
      })),
    60_000,
  )
})
