import type { UserId } from "../user/User.ts"

export interface RoutingFacts {
  /** The one user who owns the Sender ID alone; null when it is shared. */
  readonly soleOwner: UserId | null
  readonly defaultAdmin: UserId | null
  /** Users who may hold a conversation of this Sender ID: licensed, and sharing it or admin. */
  readonly eligible: ReadonlySet<UserId>
  /** Licensed users: an explicit assignment gives access to one conversation without the Sender ID. */
  readonly licensed: ReadonlySet<UserId>
}

/** Who did something, and the position in the conversation at which they did it. */
export interface Turn {
  readonly user: UserId
  readonly seq: number
}

export interface RoutingState {
  readonly owner: UserId | null
  readonly assigned: Turn | null
  readonly lastSender: Turn | null
}

const assignee = (state: RoutingState, facts: RoutingFacts): Turn | null =>
  state.assigned && facts.licensed.has(state.assigned.user) ? state.assigned : null

/**
 * Who owns the conversation once a message of the customer is in (INBOX-2, INBOX-3). An owner without licence or
 * Sender ID is passed over; null only when the workspace has no licensed default admin.
 */
export const ownerAfterInbound = (state: RoutingState, facts: RoutingFacts): UserId | null => {
  const assigned = assignee(state, facts)
  const fallback = facts.defaultAdmin && facts.licensed.has(facts.defaultAdmin) ? facts.defaultAdmin : null
  if (facts.soleOwner !== null) {
    if (assigned) return assigned.user
    return facts.licensed.has(facts.soleOwner) ? facts.soleOwner : fallback
  }
  const sender = state.lastSender && facts.eligible.has(state.lastSender.user) ? state.lastSender : null
  if (assigned && sender) return assigned.seq > sender.seq ? assigned.user : sender.user
  return assigned?.user ?? sender?.user ?? fallback
}

/** Who owns the conversation once an agent has sent in it (INBOX-4): the sender on a shared Sender ID, else as before. */
export const ownerAfterSend = (state: RoutingState, facts: RoutingFacts, sender: UserId): UserId => {
  if (facts.soleOwner === null) return sender
  if (state.owner !== null && facts.licensed.has(state.owner)) return state.owner
  return facts.licensed.has(facts.soleOwner) ? facts.soleOwner : sender
}
