import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { Look, Viewing } from "../../domain/inbox/Presence.ts"
import type { UserId } from "../../domain/user/User.ts"

/** Open desks of one user that count, and desks in all that this node keeps in mind. */
const desksPerUserMax = 20
const desksMax = 20_000

interface Looking extends Look {
  readonly user: UserId
  readonly at: number
}

/** What all nodes know of who looks at what; a lost notification is made up for by the next look. */
export class Looks {
  private readonly byDesk = new Map<string, Looking>()

  /** Gives the conversations whose viewers changed. */
  put(user: UserId, look: Look, at: number): ReadonlyArray<ConversationId> {
    const key = `${user} ${look.desk}`
    const before = this.byDesk.get(key)
    this.byDesk.delete(key)
    const room = this.byDesk.size < desksMax &&
      [...this.byDesk.keys()].filter((other) => other.startsWith(user)).length < desksPerUserMax
    if (look.id !== null && room) this.byDesk.set(key, { ...look, user, at })
    if (before?.id === look.id && before?.writing === look.writing) return []
    return [...new Set([before?.id, look.id])].filter((id) => id !== null && id !== undefined)
  }

  /** Someone no longer sees a conversation, or with null none. Gives the conversations whose viewers changed. */
  forget(user: UserId, which: ConversationId | null): ReadonlyArray<ConversationId> {
    const changed = new Set<ConversationId>()
    for (const [key, { id, user: whose }] of this.byDesk) {
      if (whose !== user || id === null || (which !== null && which !== id)) continue
      this.byDesk.delete(key)
      changed.add(id)
    }
    return [...changed]
  }

  expire(before: number): ReadonlyArray<ConversationId> {
    const changed = new Set<ConversationId>()
    for (const [key, { at, id }] of this.byDesk) {
      if (at >= before) continue
      this.byDesk.delete(key)
      if (id !== null) changed.add(id)
    }
    return [...changed]
  }

  at(id: ConversationId): ReadonlyArray<Viewing> {
    const writing = new Map<UserId, boolean>()
    for (const look of this.byDesk.values()) {
      if (look.id === id) writing.set(look.user, look.writing || writing.get(look.user) === true)
    }
    return [...writing].map(([user, writes]) => ({ user, writing: writes }))
  }
}
