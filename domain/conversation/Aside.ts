import { Schema } from "effect"
import { EpochMillis } from "../EpochMillis.ts"

/** Put aside, out of the inbox, with nothing deleted: done, or until a time or, without one, the next reply (LIFE-1). */
export const Aside = Schema.Union([
  Schema.Struct({ how: Schema.Literal("done") }),
  Schema.Struct({ how: Schema.Literal("snoozed"), until: Schema.NullOr(EpochMillis) }),
])
export type Aside = typeof Aside.Type

export const AsideHow = Schema.Literals(["done", "snoozed"])
export type AsideHow = typeof AsideHow.Type

/** What brought a conversation back: a person, a message, its time, a bot that handed over, or an answer that was not sent. */
export const BackBy = Schema.Literals(["person", "message", "time", "bot", "failed"])
export type BackBy = typeof BackBy.Type

export const sameAside = (a: Aside | null, b: Aside | null): boolean =>
  a === null || b === null
    ? a === b
    : a.how === "snoozed"
    ? b.how === "snoozed" && a.until === b.until
    : b.how === "done"

/** When a snooze ends by itself, epoch milliseconds; null where it does not. */
export const endOfSnooze = (aside: Aside | null): number | null =>
  aside?.how === "snoozed" ? aside.until : null
