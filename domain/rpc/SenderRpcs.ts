import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { Channel, SenderId } from "../sender/Sender.ts"
import { UserId } from "../user/User.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const senderLabelMax = 60
/** Users that one Sender ID is shared with. */
export const senderUsersMax = 500

/** Slower than one in 100 s nothing is sent; no provider takes more than 1,000 a second of one number (provider-facts, 2). */
export const rateBounds = { minimum: 0.01, maximum: 1000 }

const users = Schema.Array(UserId).check(Schema.isMaxLength(senderUsersMax))

/** What admins decide about a Sender ID: its name in the desk, who may use it and how fast it sends. One user owns it alone, several share it. */
export const SenderSettings = Schema.Struct({
  label: Schema.String.check(Schema.isPattern(/\S/), Schema.isMaxLength(senderLabelMax)),
  users,
  /** SMS segments or WhatsApp messages a second; null: what its kind may. */
  ratePerSecond: Schema.NullOr(Schema.Finite.check(Schema.isBetween(rateBounds))),
})
export type SenderSettings = typeof SenderSettings.Type

/** A new Sender ID. */
export const NewSender = Schema.Struct({
  accountId: Schema.String.check(Schema.isMaxLength(64)),
  channel: Channel,
  /** As it was typed, or as the provider lists it. */
  address: Schema.String.check(Schema.isMaxLength(64)),
  /** The provider's own id of it; null where the address alone counts. */
  numberId: Schema.NullOr(Schema.String.check(Schema.isPattern(/^\S{1,64}$/))),
  settings: SenderSettings,
})
export type NewSender = typeof NewSender.Type
/** Sender IDs that one workspace can have. */
export const sendersMax = 500

/** How many conversations someone has on a Sender ID, counted up to `heldMax`. */
export const SenderHolder = Schema.Struct({ user: UserId, conversations: Schema.Int })
export type SenderHolder = typeof SenderHolder.Type
export const heldMax = 1000

const error = Schema.Union([Refusal, Unavailable])

/** Admins only. */
export class SenderRpcs extends RpcGroup.make(
  /** `seen`: what it was when it was changed; should it be something else by now, nothing is saved. */
  Rpc.make("Sender.save", {
    payload: {
      id: SenderId,
      seen: Schema.Struct({
        label: Schema.String.check(Schema.isMaxLength(1000)),
        users,
        ratePerSecond: Schema.NullOr(Schema.Finite),
      }),
      next: SenderSettings,
    },
    error,
  }),
  Rpc.make("Sender.add", { payload: NewSender, success: SenderId, error }),
  Rpc.make("Sender.holders", { payload: { id: SenderId }, success: Schema.Array(SenderHolder), error }),
).middleware(Authentication) {}
