import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import {
  AccountNoticeEntry,
  WebhookEntry,
  WebhookEntryId,
  WebhookOutcome,
  WebhookRequestView,
} from "../account/WebhookEntry.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const webhooksPageMax = 100

const error = Schema.Union([Refusal, Unavailable])

/** What providers brought, for admins (HOOK-6). */
export class WebhookRpcs extends RpcGroup.make(
  /** The newest first. `before`: the last entry of the page before. */
  Rpc.make("Webhook.list", {
    payload: {
      accountId: Schema.NullOr(Schema.String.check(Schema.isMaxLength(64))),
      outcome: Schema.NullOr(WebhookOutcome),
      before: Schema.NullOr(WebhookEntryId),
      limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: webhooksPageMax })),
    },
    success: Schema.Struct({
      entries: Schema.Array(WebhookEntry),
      /** What the providers told about the accounts lately, the newest first. */
      notices: Schema.Array(AccountNoticeEntry),
    }),
    error,
  }),
  /** A kept request as it came. */
  Rpc.make("Webhook.get", { payload: { id: WebhookEntryId }, success: WebhookRequestView, error }),
  /** Takes a kept request again, as if it had just come; gives what became of it now. */
  Rpc.make("Webhook.replay", { payload: { id: WebhookEntryId }, success: WebhookEntry, error }),
).middleware(Authentication) {}
