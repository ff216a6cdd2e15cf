import { Effect } from "effect"
import { RpcClient } from "effect/rpc"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { agentTransport } from "./agentTransport.ts"
import { FilledDesks, smallDesk } from "./FilledDesks.ts"
import { histories } from "./fillDesk.ts"
import { quantilesOf, rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { timeCalls } from "./timeCalls.ts"

const timesEach = 500
const shown = 50

/** Opening as the client does: the row, then the newest messages, then a page above them. */
export const measureHistory = Effect.fn("measureHistory")(function* (url: string, times: number) {
  const transport = yield* agentTransport(url)
  return yield* Effect.gen(function* () {
    const client = yield* RpcClient.make(DeskRpcs)
    const open = Effect.fnUntraced(function* (digits: string) {
      const { rows: [row] } = yield* client["Inbox.list"]({
        view: { _tag: "Mine" },
        search: digits,
        unreadOnly: false,
        channel: null,
        limit: 1,
        cursor: null,
      })
      if (!row) return yield* Effect.die(`No conversation with ${digits}`)
      return timeCalls(times, () =>
        Effect.gen(function* () {
          const { id, lastSeq } = yield* client["Conversation.get"]({ id: row.id })
          const after = lastSeq - shown
          yield* client["Conversation.items"]({ id, after, before: null, limit: shown })
          yield* client["Conversation.items"]({ id, after: 0, before: after + 1, limit: shown })
        }))
    })
    const long = yield* open(histories.long.digits)
    const short = yield* open(histories.short.digits)
    return { long: quantilesOf(yield* long), short: quantilesOf(yield* short) }
  }).pipe(Effect.scoped, Effect.provide(transport))
})

/** Opening a conversation of 100,000 messages, beside one of 100. */
export const history: Scenario = {
  name: "history",
  measure: Effect.fn("history")(function* ({ thoroughness }) {
    const desk = yield* (yield* FilledDesks).open(smallDesk)
    const { long, short } = yield* measureHistory(desk.url, Math.ceil(timesEach * thoroughness))
    return {
      scenario: "history",
      value: long.p50,
      unit: "ms",
      control: short.p50,
      ratio: rounded(long.p50 / short.p50),
      p99: long.p99,
      control_p99: short.p99,
      ratio_p99: rounded(long.p99 / short.p99),
      messages: histories.long.messages,
      control_messages: histories.short.messages,
    }
  }),
}
