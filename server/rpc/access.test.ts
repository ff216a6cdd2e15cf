import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { AccessDesk } from "../../test/AccessDesk.ts"
import { type Caller } from "../../test/Caller.ts"
import { absentThings, type Things } from "../../test/Things.ts"
import { everything, hiddenFrom, rowsAbout, withoutNames } from "../../test/hiddenFrom.ts"
import { callVerdicts } from "./callVerdicts.ts"
import type { CallVerdict } from "./verdicts/CallVerdict.ts"

const everyWay: ReadonlyArray<readonly [string, CallVerdict]> = Object.entries(callVerdicts).flatMap(
  ([tag, ways]) => ways.map((way) => [tag, way] as const),
)
/** Those last after which a caller knows of their own what was hidden. */
const verdicts = [...everyWay.filter(([, way]) => !way.told), ...everyWay.filter(([, way]) => way.told)]

const decodeAnswer = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Union([
  Schema.Struct({ _tag: Schema.Literal("Chunk") }),
  Schema.Struct({
    _tag: Schema.Literal("Exit"),
    exit: Schema.Union([
      Schema.Struct({ _tag: Schema.Literal("Success") }),
      Schema.Struct({
        _tag: Schema.Literal("Failure"),
        cause: Schema.Tuple([Schema.Struct({
          error: Schema.Struct({ _tag: Schema.String, code: Schema.optionalKey(Schema.String) }),
        })]),
      }),
    ]),
  }),
])))

/** `allowed`, or the code of the refusal; whatever else was answered is a fault, and shown. */
const verdictOf = (frames: ReadonlyArray<string>) =>
  decodeAnswer(frames.at(-1)).pipe(
    Effect.map((last) =>
      last._tag === "Chunk" || last.exit._tag === "Success"
        ? "allowed"
        : last.exit.cause[0].error.code ?? last.exit.cause[0].error._tag
    ),
    Effect.orElseSucceed(() => frames.join("\n")),
  )

const payloadOf = (tag: string, payload: unknown) => {
  const rpc = DeskRpcs.requests.get(tag)
  return rpc
    ? Effect.orDie(Schema.encodeUnknownEffect(Schema.toCodecJson(rpc.payloadSchema))(payload))
    : Effect.die(`there is no call ${tag}`)
}

const ask = Effect.fnUntraced(function* (caller: Caller, tag: string, way: CallVerdict, things: Things) {
  const desk = yield* AccessDesk
  const payload = yield* payloadOf(tag, way.asked(things))
  const frames = yield* desk.ask(caller, tag, payload, way.endless)
  return { frames, payload, verdict: yield* verdictOf(frames) }
})

const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

layer(AccessDesk.layer, { excludeTestServices: true })("calls of a desk", (it) => {
  it.effect("AUTH-3: every call has a verdict for each kind of caller", () =>
    Effect.sync(() => {
      const missing = [...DeskRpcs.requests.keys()].filter((tag) => !(tag in callVerdicts))
      assert.deepStrictEqual(
        missing,
        [],
        "say in server/rpc/verdicts who may ask this, and what others are answered",
      )
    }))

  it.effect("AUTH-3: without a session or a licence every call is refused, and changes nothing", () =>
    Effect.gen(function* () {
      const desk = yield* AccessDesk
      const things = yield* desk.makeThings
      const before = yield* everything
      for (const caller of ["stranger", "unlicensed"] as const) {
        for (const [tag, way] of verdicts) {
          const { frames, verdict } = yield* ask(caller, tag, way, things)
          assert.strictEqual(verdict, "NotSignedIn", `${caller}: ${tag}`)
          assert.deepStrictEqual((yield* ask(caller, tag, way, absentThings)).frames, frames)
        }
      }
      assert.deepStrictEqual(yield* everything, before)
    }))

  it.effect.each(["colleague", "foreigner"] as const)(
    "AUTH-4: of what a %s may not see, no call tells whether it is there, and none changes it",
    (caller) =>
      Effect.gen(function* () {
        const desk = yield* AccessDesk
        const things = yield* desk.makeThings
        const hidden = hiddenFrom(caller, things)
        for (const [tag, way] of verdicts.filter(([, way]) => caller === "foreigner" || !way.open)) {
          const where = `${caller}: ${tag} ${way.asked}`
          const before = yield* everything
          const thing = yield* rowsAbout(things)
          const { frames, payload, verdict } = yield* ask(caller, tag, way, things)
          assert.strictEqual(verdict, way[caller], where)
          if (verdict !== "allowed") assert.deepStrictEqual(yield* everything, before, where)
          assert.deepStrictEqual(yield* rowsAbout(things), thing, where)
          const said = JSON.stringify(payload) ?? ""
          for (const word of hidden) if (!said.includes(word)) assert.notInclude(frames.join(), word, where)
          const absent = yield* ask(caller, tag, way, absentThings)
          if (way.endless || way.told !== undefined || sameJson(payload, absent.payload)) continue
          assert.strictEqual(
            withoutNames(frames.join(), things),
            withoutNames(absent.frames.join(), absentThings),
            where,
          )
        }
      }),
  )

  it.effect.each(["admin", "member"] as const)(
    "AUTH-3: a call of the %s is answered as its verdict says",
    (caller) =>
      Effect.gen(function* () {
        const desk = yield* AccessDesk
        for (const [tag, way] of verdicts) {
          const { verdict } = yield* ask(caller, tag, way, yield* desk.makeThings)
          assert.strictEqual(verdict, way[caller], `${caller}: ${tag} ${way.asked}`)
        }
      }),
    90_000,
  )

  it.effect("AUTH-4, SYNC-1: what happens to what one may not see is told to those who may, and to nobody else", () =>
    Effect.gen(function* () {
      const desk = yield* AccessDesk
      const following = Effect.fnUntraced(function* (caller: Caller, tag: string, payload?: unknown) {
        return yield* desk.follow(caller, tag, yield* payloadOf(tag, payload))
      })
      const member = yield* following("member", "Desk.sync", { cursor: null })
      const colleague = yield* following("colleague", "Desk.sync", { cursor: null })
      const foreigner = yield* following("foreigner", "Desk.sync", { cursor: null })
      const handset = yield* following("foreigner", "Simulator.follow")
      const things = yield* desk.makeThings
      for (const caller of ["member", "admin"] as const) {
        for (const [tag, way] of everyWay) {
          if (!tag.startsWith("Conversation.") && tag !== "Desk.look" && tag !== "Contact.save") continue
          yield* ask(caller, tag, way, things)
        }
      }
      for (
        const [caller, senderId, from] of [["colleague", "acme-care", "+14155557001"], [
          "foreigner",
          "other",
          "+14155557002",
        ]] as const
      ) {
        yield* desk.ask(caller, "Simulator.write", { senderId, from, text: `the last word of ${caller}` })
      }
      yield* Effect.promise(() =>
        Promise.all([
          member.said(things.conversation),
          colleague.said("the last word of colleague"),
          foreigner.said("the last word of foreigner"),
          handset.said("the last word of foreigner"),
        ])
      )
      for (
        const [caller, { frames }] of [["colleague", colleague], ["foreigner", foreigner], [
          "foreigner",
          handset,
        ]] as const
      ) {
        for (const word of hiddenFrom(caller, things)) assert.notInclude(frames.join("\n"), word, caller)
      }
    }))
})
