import { Effect, Stream } from "effect"
import { RpcClient } from "effect/rpc"
import type { InboxView } from "../../domain/inbox/InboxView.ts"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import type { InboxQuery } from "../../domain/rpc/InboxRpcs.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { agentTransport } from "./agentTransport.ts"
import { bigDesk, FilledDesks, smallDesk } from "./FilledDesks.ts"
import { type Quantiles, quantilesOf, rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { timeCalls } from "./timeCalls.ts"

const timesEach = 200
const deepPage = 50
const limit = 50

export interface InboxMillis {
  readonly all: Quantiles
  readonly byView: Readonly<Record<string, Quantiles>>
}

/** First and 50th page of every view, unread and by channel too, and what the rail shows. */
export const measureInbox = Effect.fn("measureInbox")(function* (url: string, times: number) {
  const transport = yield* agentTransport(url)
  return yield* Effect.gen(function* () {
    const client = yield* RpcClient.make(DeskRpcs)
    const [opened] = yield* Stream.runCollect(Stream.take(client["Desk.sync"]({ cursor: null }), 1))
    if (opened?._tag !== "Opened") return yield* Effect.die("The desk did not open")
    const colleague = opened.directory.users.find((user) => user.role === "standard")
    if (!colleague) return yield* Effect.die("The agent has no colleague")
    const views: Readonly<Record<string, InboxView>> = {
      mine: { _tag: "Mine" },
      sent: { _tag: "Sent" },
      sender: { _tag: "Sender", senderId: SenderId.make("care") },
      team: { _tag: "Team", userId: colleague.id },
    }
    const all: Array<number> = []
    const byView: Record<string, Quantiles> = {}
    const note = (name: string, millis: ReadonlyArray<number>) => {
      all.push(...millis)
      byView[name] = quantilesOf(millis)
    }
    for (const [name, view] of Object.entries(views)) {
      const first: InboxQuery = { view, search: "", unreadOnly: false, channel: null, limit, cursor: null }
      const list = client["Inbox.list"]
      note(`${name}_first`, yield* timeCalls(times, () => list(first)))
      note(`${name}_unread`, yield* timeCalls(times, () => list({ ...first, unreadOnly: true })))
      note(`${name}_channel`, yield* timeCalls(times, () => list({ ...first, channel: "sms" })))
      let cursor: string | null = null
      for (let page = 1; page < deepPage; page++) {
        const { cursor: next }: { readonly cursor: string | null } = yield* list({ ...first, cursor })
        cursor = next
      }
      note(`${name}_page_50`, yield* timeCalls(times, () => list({ ...first, cursor })))
    }
    const counts = Stream.runDrain(Stream.take(client["Desk.sync"]({ cursor: null }), 1))
    note("counts", yield* timeCalls(times, () => counts))
    return { all: quantilesOf(all), byView } satisfies InboxMillis
  }).pipe(Effect.scoped, Effect.provide(transport))
})

/** Lists and counts with a million conversations and ten million messages, beside ten thousand conversations. */
export const inbox: Scenario = {
  name: "inbox",
  measure: Effect.fn("inbox")(function* ({ thoroughness }) {
    const desks = yield* FilledDesks
    const conversations = bigDesk * thoroughness
    const small = yield* measureInbox((yield* desks.open(smallDesk)).url, timesEach)
    const big = yield* measureInbox((yield* desks.open(conversations)).url, timesEach)
    return {
      scenario: "inbox",
      value: big.all.p99,
      unit: "ms p99",
      control: small.all.p99,
      ratio: rounded(big.all.p99 / small.all.p99),
      p50: big.all.p50,
      control_p50: small.all.p50,
      conversations,
      control_conversations: smallDesk,
      ...Object.fromEntries(Object.entries(big.byView).map(([name, millis]) => [`${name}_p99`, millis.p99])),
    }
  }),
}
