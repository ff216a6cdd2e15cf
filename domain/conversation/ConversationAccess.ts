import type { UserId } from "../user/User.ts"
import type { Conversation } from "./Conversation.ts"
import type { Actor } from "./ConversationCommand.ts"
import type { RoutingFacts } from "./Routing.ts"

/**
 * AUTH-4: an admin sees every conversation of the workspace, a standard user those owned or taken part in. CONV-4: nobody one
 * that has not begun.
 */
export const maySee = (
  conversation: Pick<Conversation, "begun" | "owner" | "members">,
  actor: Actor,
): boolean =>
  conversation.begun && actor.licensed &&
  (actor.role === "admin" || conversation.owner === actor.id ||
    conversation.members.get(actor.id)?.tookPart === true)

/** Whether someone may send from the conversation's Sender ID: it is shared with them, they are admin, or it was assigned to them. */
export const mayUse = (conversation: Conversation, actor: Actor, facts: RoutingFacts): boolean =>
  facts.eligible.has(actor.id) ||
  (facts.licensed.has(actor.id) && conversation.owner === actor.id &&
    conversation.assigned?.user === actor.id)

/** EXPORT-1: an admin, or whose conversation it is. */
export const mayExport = (conversation: Pick<Conversation, "owner">, actor: Actor): boolean =>
  actor.licensed && (actor.role === "admin" || conversation.owner === actor.id)

/** LIFE-1: it leaves the inbox of its owner, so they or an admin say so. */
export const mayPutAside = (conversation: Pick<Conversation, "owner">, actor: Actor): boolean =>
  actor.licensed && (actor.role === "admin" || conversation.owner === actor.id)

/** LIFE-1: who has it in their inbox. The order of that inbox is theirs alone, also where an admin looks at it. */
export const mayPin = (conversation: Pick<Conversation, "owner" | "inboundCount">, actor: Actor): boolean =>
  actor.licensed && conversation.owner === actor.id && conversation.inboundCount > 0

export const mayAssign = (actor: Actor): boolean => actor.role === "admin"

/** READ-3: one's own read state, or as an admin that of the owner. */
export const mayMark = (conversation: Pick<Conversation, "owner">, actor: Actor, user: UserId): boolean =>
  actor.id === user || (actor.role === "admin" && conversation.owner === user)
