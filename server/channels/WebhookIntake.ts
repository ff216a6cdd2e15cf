import { Clock, Context, Effect, Layer, Option } from "effect"
import type { WebhookEntry, WebhookEntryId, WebhookOutcome } from "../../domain/account/WebhookEntry.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { Directory } from "../directory/Directory.ts"
import type { ChannelAdapter, WebhookAnswer, WebhookRequest } from "./ChannelAdapter.ts"
import { AccountTrouble } from "./AccountTrouble.ts"
import { ChannelAdapters } from "./ChannelAdapters.ts"
import { ChannelInbox } from "./ChannelInbox.ts"
import { type Logged, WebhookLog } from "./WebhookLog.ts"

/** What is to be answered to a provider. */
export type WebhookResult =
  | { readonly _tag: "Answer"; readonly answer: WebhookAnswer }
  | { readonly _tag: "BadSignature" }
  | { readonly _tag: "Malformed"; readonly detail: string }
  | { readonly _tag: "UnknownSender" }
  | { readonly _tag: "NotStored" }

type Fate = Pick<Logged, "outcome" | "updates" | "detail"> & { readonly result: WebhookResult }

const fate = (outcome: WebhookOutcome, detail: string, result: WebhookResult, updates = 0): Fate => ({
  outcome,
  detail,
  result,
  updates,
})

const noSuchAccount = new Refusal({
  code: "not_found",
  message: "The account that this came from is no longer there.",
})
const unknownSender = "No Sender ID of this account has the address that this was sent to."

/** From a provider's request to what is stored of it and what the log says of it. */
export class WebhookIntake extends Context.Service<WebhookIntake, {
  /** Verifies, reads, stores and notes a request; never fails. */
  readonly take: (adapter: ChannelAdapter, request: WebhookRequest) => Effect.Effect<WebhookResult>
  /** Takes a kept request again (HOOK-6): what was stored of it before stays as it is. */
  readonly replay: (
    workspaceId: WorkspaceId,
    id: WebhookEntryId,
  ) => Effect.Effect<WebhookEntry, Refusal | Unavailable>
}>()("desk/server/channels/WebhookIntake") {
  static readonly layer = Layer.effect(
    WebhookIntake,
    Effect.gen(function* () {
      const adapters = yield* ChannelAdapters
      const directory = yield* Directory
      const inbox = yield* ChannelInbox
      const log = yield* WebhookLog
      const trouble = yield* AccountTrouble

      const store = Effect.fnUntraced(function* (adapter: ChannelAdapter, request: WebhookRequest) {
        const reading = yield* adapter.readWebhook(request)
        switch (reading._tag) {
          case "BadSignature":
            return fate("bad_signature", "", { _tag: "BadSignature" })
          case "Malformed":
            return fate("malformed", reading.detail, { _tag: "Malformed", detail: reading.detail })
          case "Challenge": {
            const answer = { status: 200, contentType: "text/plain", body: reading.answer }
            return fate("accepted", "", { _tag: "Answer", answer })
          }
        }
        const { unread = [], updates } = reading
        const fates = yield* inbox.accept(request.account, updates)
        const missed = fates.filter((one) => one === "unknownSender").length
        if (missed > 0 && missed === fates.length && unread.length === 0) {
          return fate("unknown_sender", unknownSender, { _tag: "UnknownSender" }, updates.length)
        }
        const detail = [...unread, ...(missed > 0 ? [unknownSender] : [])].join("; ")
        const answer = adapter.acknowledgement(request.endpoint)
        return fate(detail === "" ? "accepted" : "partly", detail, { _tag: "Answer", answer }, updates.length)
      })

      const attempt = (adapter: ChannelAdapter, request: WebhookRequest) =>
        store(adapter, request).pipe(
          // A fault of ours: not stored, so not acknowledged.
          Effect.catchCause((cause) =>
            Effect.as(
              Effect.logError("a webhook failed", cause),
              fate("not_stored", "The desk could not store it.", { _tag: "NotStored" }),
            )
          ),
        )

      const take = Effect.fnUntraced(function* (adapter: ChannelAdapter, request: WebhookRequest) {
        const at = yield* Clock.currentTimeMillis
        const { result, ...rest } = yield* attempt(adapter, request)
        const entry: Logged = { account: request.account, request, at, ...rest }
        switch (rest.outcome) {
          case "partly":
            // What could not be read is acknowledged with the rest, hence kept first.
            return yield* log.keep(entry).pipe(
              Effect.as(result),
              Effect.catch(() => Effect.succeed<WebhookResult>({ _tag: "NotStored" })),
            )
          case "malformed":
          case "unknown_sender":
            return yield* log.keep(entry).pipe(Effect.ignore, Effect.as(result))
          case "not_stored":
            yield* trouble.turnedAway(request.account.id)
            return yield* Effect.as(log.note(entry), result)
          case "accepted":
          case "bad_signature":
            return yield* Effect.as(log.note(entry), result)
        }
      })

      const replay = Effect.fn("WebhookIntake.replay")(
        function* (workspaceId: WorkspaceId, id: WebhookEntryId) {
          const { accountId, request } = yield* log.kept(workspaceId, id)
          const account = (yield* directory.snapshot).accounts.get(accountId)
          const adapter = account && Option.getOrUndefined(adapters.adapterFor(account.credentials.kind))
          if (!account || !adapter) return yield* noSuchAccount
          const { result: _, ...rest } = yield* attempt(adapter, { ...request, account })
          return yield* log.replayed(id, rest)
        },
      )

      return WebhookIntake.of({ take, replay })
    }),
  ).pipe(Layer.provide(AccountTrouble.layer))
}
