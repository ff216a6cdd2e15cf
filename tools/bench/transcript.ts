import { Effect, Fiber, Schedule, Stream } from "effect"
import { RpcClient } from "effect/rpc"
import { randomUUID } from "node:crypto"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { TranscriptId } from "../../domain/transcript/TranscriptRequest.ts"
import { agentTransport } from "./agentTransport.ts"
import { histories } from "./fillDesk.ts"
import { FilledDesks, smallDesk } from "./FilledDesks.ts"
import { quantilesOf, rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { timeCalls } from "./timeCalls.ts"
import { writePlainPdf } from "./writePlainPdf.ts"

const timesMax = 5
const secondsMax = 120
const pageMax = 200
const callEvery = "20 millis"
const quietCalls = 200

/** Once, with its result: how long it took, in milliseconds. */
const timed = <A, E, R>(run: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const began = performance.now()
    const result = yield* run
    return { result, millis: performance.now() - began }
  })

const measureTranscript = Effect.fn("measureTranscript")(function* (url: string, times: number) {
  const transport = yield* agentTransport(url)
  return yield* Effect.gen(function* () {
    const client = yield* RpcClient.make(DeskRpcs)
    const inbox = client["Inbox.list"]({
      view: { _tag: "Mine" },
      search: histories.written.digits,
      unreadOnly: false,
      channel: null,
      limit: 1,
      cursor: null,
    })
    const { rows: [row] } = yield* inbox
    if (!row) return yield* Effect.die(`No conversation with ${histories.written.digits}`)

    const lines: Array<string> = []
    while (lines.length < histories.written.messages) {
      const page = yield* client["Conversation.items"]({
        id: row.id,
        after: lines.length,
        before: null,
        limit: pageMax,
      })
      lines.push(...page.map((item) => item._tag === "Message" ? item.text : item._tag))
    }

    const make = Effect.fnUntraced(function* (format: "pdf" | "text") {
      const last = yield* Stream.runLast(client["Transcript.make"]({
        id: TranscriptId.make(randomUUID()),
        conversationId: row.id,
        format,
        from: null,
        until: null,
        timeZone: "America/New_York",
        paper: "a4",
      }))
      if (last._tag === "None" || last.value._tag !== "Made") return yield* Effect.die("It was not made.")
    })
    /** What others wait for meanwhile. */
    const others = Effect.fnUntraced(function* () {
      const millis: Array<number> = []
      const ask = Effect.tap(timed(inbox), (one) => Effect.sync(() => millis.push(one.millis)))
      const asking = yield* Effect.forkChild(Effect.repeat(ask, Schedule.spaced(callEvery)))
      return { millis, stop: Fiber.interrupt(asking) }
    })

    const quiet = yield* timeCalls(quietCalls, () => inbox)
    const pdf: Array<number> = []
    const text: Array<number> = []
    const plain: Array<number> = []
    const { millis: meanwhile, stop } = yield* others()
    for (let n = 0; n < times; n++) pdf.push((yield* timed(make("pdf"))).millis)
    yield* stop
    for (let n = 0; n < times; n++) text.push((yield* timed(make("text"))).millis)
    for (let n = 0; n < times; n++) {
      plain.push((yield* timed(Effect.promise(() => writePlainPdf(lines)))).millis)
    }
    return {
      pdf: quantilesOf(pdf),
      text: quantilesOf(text),
      plain: quantilesOf(plain),
      meanwhile: quantilesOf(meanwhile),
      quiet: quantilesOf(quiet),
    }
  }).pipe(Effect.scoped, Effect.provide(transport), Effect.timeout(`${secondsMax * timesMax} seconds`))
})

/**
 * From asking for the PDF of a conversation of ten thousand messages until it can be fetched, beside writing as many lines of
 * the same words with pdf-lib alone; and what another call takes meanwhile, beside what it takes when nothing is exported.
 */
export const transcript: Scenario = {
  name: "transcript",
  measure: Effect.fn("transcript")(function* ({ thoroughness }) {
    const desk = yield* (yield* FilledDesks).open(smallDesk)
    const times = Math.ceil(timesMax * thoroughness)
    const { meanwhile, pdf, plain, quiet, text } = yield* measureTranscript(desk.url, times)
    return {
      scenario: "transcript",
      value: pdf.p50,
      unit: "ms",
      control: plain.p50,
      ratio: rounded(pdf.p50 / plain.p50),
      text: text.p50,
      other_call_p50: meanwhile.p50,
      other_call_p99: meanwhile.p99,
      other_call_quiet_p50: quiet.p50,
      other_call_quiet_p99: quiet.p99,
      messages: histories.written.messages,
    }
  }),
}
