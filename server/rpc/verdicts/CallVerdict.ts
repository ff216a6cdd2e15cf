import type { Rpc, RpcGroup } from "effect/rpc"
import type { RefusalCode } from "../../../domain/conversation/Refusal.ts"
import type { Things } from "../../../test/Things.ts"

export type CallAnswer = "allowed" | RefusalCode

/**
 * One way of asking, and what each kind of caller is answered. Whoever has no session or no licence is never answered
 * anything but `NotSignedIn`; that needs no verdict.
 */
export interface CallVerdict<Payload = unknown> {
  readonly asked: (things: Things) => Payload
  readonly admin: CallAnswer
  /** The things are theirs. */
  readonly member: CallAnswer
  /** A standard user who has no part in the things. */
  readonly colleague: CallAnswer
  /** The admin of another workspace. */
  readonly foreigner: CallAnswer
  /** A stream that goes on: its first frame is looked at. */
  readonly endless?: true
  /** Why a colleague sees and moves what belongs to the member here. */
  readonly open?: string
  /** Why what may not be seen is told from what is not there. */
  readonly told?: string
}

/** Every call of a group; the compiler misses the one that has none. */
export type VerdictsOf<Group> = {
  readonly [R in RpcGroup.Rpcs<Group> as R["_tag"]]: ReadonlyArray<CallVerdict<Rpc.Payload<R>>>
}

export const everybody = {
  admin: "allowed",
  member: "allowed",
  colleague: "allowed",
  foreigner: "allowed",
} as const
/** Whoever may see the conversation; to others it does not exist. */
export const whoSees = {
  admin: "allowed",
  member: "allowed",
  colleague: "not_found",
  foreigner: "not_found",
} as const
/** Whoever may send from the Sender ID. */
export const whoSends = {
  admin: "allowed",
  member: "allowed",
  colleague: "sender_not_yours",
  foreigner: "sender_not_yours",
} as const
/** An admin may look into anybody's inbox of their own workspace; there is nobody of that id in the other one. */
export const admins = {
  admin: "allowed",
  member: "not_allowed",
  colleague: "not_allowed",
  foreigner: "allowed",
} as const
/** What an admin changes by its id; in the other workspace there is none of that id. */
export const adminsOfIt = {
  admin: "allowed",
  member: "not_allowed",
  colleague: "not_allowed",
  foreigner: "not_found",
} as const
