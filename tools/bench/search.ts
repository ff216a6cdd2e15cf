import { Effect } from "effect"
import { RpcClient } from "effect/rpc"
import { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { agentTransport } from "./agentTransport.ts"
import { bigDesk, FilledDesks, smallDesk } from "./FilledDesks.ts"
import { messagesPerConversation } from "./fillDesk.ts"
import { type Quantiles, quantilesOf, rounded } from "./quantilesOf.ts"
import type { Scenario } from "./Scenario.ts"
import { timeCalls } from "./timeCalls.ts"

const timesEach = 300
const limit = 50
const hits = 20

export interface SearchMillis {
  readonly name: Quantiles
  readonly number: Quantiles
  readonly text: Quantiles
}

/** Parts of names from common to rare, as `fillDesk` makes them. */
const consonants = "bdfghjklmnprstvwyzcx"
const vowels = "aeiou"
const syllable = (n: number) => `${consonants[Math.floor(n / 5) % 20]}${vowels[n % 5]}`
const namePart = (n: number) =>
  `${syllable(n * 7)}${syllable(n * 13)}${n % 2 === 0 ? "" : ` ${syllable(n * 29)}${syllable(n * 31)}`}`
const numberPart = (n: number) => {
  const digits = String(2_000_000_000 + (n * 7919 % 9973) * 7)
  return n % 2 === 0
    ? digits.slice(-4 - n % 4)
    : `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`
}

/** Name and number in My Inbox and Sent Messages in turn; words of messages: common ones, pairs, and single messages. */
export const measureSearch = Effect.fn("measureSearch")(
  function* (url: string, conversations: number, times: number) {
    const transport = yield* agentTransport(url)
    return yield* Effect.gen(function* () {
      const client = yield* RpcClient.make(DeskRpcs)
      const list = (n: number, search: string) =>
        client["Inbox.list"]({
          view: { _tag: n % 2 === 0 ? "Mine" : "Sent" },
          search,
          unreadOnly: false,
          channel: null,
          limit,
          cursor: null,
        })
      const messages = conversations * messagesPerConversation
      const words = (n: number) => {
        if (n % 3 === 0) return String(n * 7919 * 104_729 % messages)
        return n % 3 === 1
          ? syllable(n * 7) + syllable(n * 3)
          : `${syllable(n)}${syllable(n * 11)} ${syllable(n * 3)}`
      }
      const text = (n: number) =>
        client["Inbox.searchMessages"]({ search: words(n), limit: hits, cursor: null })
      return {
        name: quantilesOf(yield* timeCalls(times, (n) => list(n, namePart(n)))),
        number: quantilesOf(yield* timeCalls(times, (n) => list(n, numberPart(n)))),
        text: quantilesOf(yield* timeCalls(times, text)),
      } satisfies SearchMillis
    }).pipe(Effect.scoped, Effect.provide(transport))
  },
)

/** By name, number and text, with a million contacts and ten million messages, beside ten thousand contacts. */
export const search: Scenario = {
  name: "search",
  measure: Effect.fn("search")(function* ({ thoroughness }) {
    const desks = yield* FilledDesks
    const conversations = bigDesk * thoroughness
    const small = yield* measureSearch((yield* desks.open(smallDesk)).url, smallDesk, timesEach)
    const big = yield* measureSearch((yield* desks.open(conversations)).url, conversations, timesEach)
    const worst = (millis: SearchMillis) => Math.max(millis.name.p99, millis.number.p99, millis.text.p99)
    return {
      scenario: "search",
      value: worst(big),
      unit: "ms p99",
      control: worst(small),
      ratio: rounded(worst(big) / worst(small)),
      name_p50: big.name.p50,
      name_p99: big.name.p99,
      number_p50: big.number.p50,
      number_p99: big.number.p99,
      text_p50: big.text.p50,
      text_p99: big.text.p99,
      contacts: conversations,
      messages: conversations * messagesPerConversation,
      control_contacts: smallDesk,
    }
  }),
}
