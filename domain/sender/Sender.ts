import { Schema } from "effect"
import { BotMark } from "../bot/BotMark.ts"
import { Address } from "../contact/Address.ts"
import { BusinessHours } from "../hours/BusinessHours.ts"
import { UserId } from "../user/User.ts"

export const SenderId = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(64)).pipe(
  Schema.brand("SenderId"),
)
export type SenderId = typeof SenderId.Type

export const Channel = Schema.Literals(["sms", "whatsapp"])
export type Channel = typeof Channel.Type

/** What people call them. */
export const channelNames: Readonly<Record<Channel, string>> = { sms: "SMS", whatsapp: "WhatsApp" }

/** A Sender ID: an address that the business sends from, on one channel. */
export const Sender = Schema.Struct({
  id: SenderId,
  label: Schema.NonEmptyString,
  channel: Channel,
  address: Address,
  /** Who may use it: one user owns it alone, several share it. */
  users: Schema.Array(UserId),
  /** Business hours of its own, instead of the workspace's; null: the workspace's. */
  hours: Schema.NullOr(BusinessHours),
  /** The bot that answers first here (BOT-1); null or left out: people do. */
  bot: Schema.optionalKey(Schema.NullOr(BotMark)),
  /** How many SMS segments or WhatsApp messages a second it may send; null: what its kind may (`paceOf`). */
  ratePerSecond: Schema.NullOr(Schema.Finite),
})
export type Sender = typeof Sender.Type

/** The user who alone owns a Sender ID; null when it is shared or nobody's. */
export const soleOwner = (sender: Pick<Sender, "users">): UserId | null =>
  sender.users.length === 1 ? sender.users[0] ?? null : null
