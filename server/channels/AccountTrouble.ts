import { Context, Effect, Layer, PubSub, Stream } from "effect"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"

/** Accounts whose trouble ended and nobody heard of it yet: what is lost is made up for by the regular look. */
const endedMax = 1_024

/** Whether a call says that the provider is not there for us: then its webhooks may not reach us either. */
const isTrouble = (outcome: DispatchOutcome): boolean => {
  switch (outcome._tag) {
    case "Unknown":
      return true
    case "Deferred":
      return outcome.tooFast === undefined
    case "Rejected":
      return outcome.error.class === "account"
    case "Accepted":
      return false
  }
}

/** Which provider accounts are in trouble, as this node sees it, and when that is over (HOOK-5). In memory only. */
export class AccountTrouble extends Context.Service<AccountTrouble, {
  /** How a call to an account's provider ended. */
  readonly note: (accountId: string, outcome: DispatchOutcome) => Effect.Effect<void>
  readonly isTroubled: (accountId: string) => boolean
  /** A webhook of an account was turned away because the desk could not store it. */
  readonly turnedAway: (accountId: string) => Effect.Effect<void>
  /** Accounts that should be compared with their provider's list, and whose waiting messages may go. */
  readonly ended: Stream.Stream<string>
}>()("desk/server/channels/AccountTrouble") {
  static readonly layer = Layer.effect(
    AccountTrouble,
    Effect.gen(function* () {
      const troubled = new Set<string>()
      const ended = yield* Effect.acquireRelease(
        PubSub.sliding<string>({ capacity: endedMax }),
        PubSub.shutdown,
      )
      return AccountTrouble.of({
        note: (accountId, outcome) =>
          Effect.suspend(() => {
            if (isTrouble(outcome)) return Effect.sync(() => void troubled.add(accountId))
            return troubled.delete(accountId) ? Effect.asVoid(PubSub.publish(ended, accountId)) : Effect.void
          }),
        isTroubled: (accountId) => troubled.has(accountId),
        turnedAway: (accountId) => Effect.asVoid(PubSub.publish(ended, accountId)),
        ended: Stream.fromPubSub(ended),
      })
    }),
  )
}
