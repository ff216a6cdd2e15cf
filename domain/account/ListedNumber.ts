import { Schema } from "effect"
import { Channel } from "../sender/Sender.ts"
import { ConnectionCheck } from "./ConnectionCheck.ts"

/** What a provider thinks of a number: red means that it is about to be, or is, restricted. */
export const NumberQuality = Schema.Literals(["green", "yellow", "red", "unknown"])
export type NumberQuality = typeof NumberQuality.Type

/** A number of an account, as its provider lists it. */
export const ListedNumber = Schema.Struct({
  channel: Channel,
  address: Schema.String,
  /** The provider's own id, by which it is addressed; null where the address alone counts. */
  numberId: Schema.NullOr(Schema.String),
  /** What it is called at the provider; empty where it has no name. */
  name: Schema.String,
  quality: Schema.NullOr(NumberQuality),
  /** Why it cannot be used now, in the provider's word; null where it can. */
  problem: Schema.NullOr(Schema.String),
})
export type ListedNumber = typeof ListedNumber.Type

/** The numbers of an account. */
export const NumberList = Schema.Struct({
  numbers: Schema.Array(ListedNumber),
  /** False where the provider has more than were read. */
  complete: Schema.Boolean,
  /** Why they could not be read to the end; null when they were. */
  problem: Schema.NullOr(ConnectionCheck),
})
export type NumberList = typeof NumberList.Type
