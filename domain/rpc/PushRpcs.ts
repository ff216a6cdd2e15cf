import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

const Endpoint = Schema.String.check(Schema.isMaxLength(2_000), Schema.isPattern(/^https?:\/\/[^\s]+$/))

/** Where a browser is told of messages while the desk is closed, and for what keys (NOTIFY-6). */
export const PushSubscription = Schema.Struct({
  endpoint: Endpoint,
  /** A point of P-256 and a secret of 16 bytes, base64url. */
  p256dh: Schema.String.check(Schema.isPattern(/^B[\w-]{86}$/)),
  auth: Schema.String.check(Schema.isPattern(/^[\w-]{22}$/)),
})
export type PushSubscription = typeof PushSubscription.Type

/** The browser of the caller's session: it ends with that. */
export class PushRpcs extends RpcGroup.make(
  /** By which push services know this desk. */
  Rpc.make("Push.key", { success: Schema.Struct({ key: Schema.String }), error }),
  Rpc.make("Push.subscribe", { payload: PushSubscription, error }),
  Rpc.make("Push.unsubscribe", { payload: { endpoint: Endpoint }, error }),
).middleware(Authentication) {}
