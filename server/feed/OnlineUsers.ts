import type { UserId } from "../../domain/user/User.ts"

/** What this node knows of who has a desk open, on which node; what a node does not say again is forgotten. */
export class OnlineUsers {
  private readonly seenAt = new Map<
    string,
    { readonly node: string; readonly user: UserId; readonly at: number }
  >()

  /** Gives whether someone came online. */
  put(node: string, users: ReadonlyArray<UserId>, at: number): boolean {
    const before = this.users().size
    for (const user of users) this.seenAt.set(`${node} ${user}`, { node, user, at })
    return this.users().size !== before
  }

  /** Gives whether someone is online no longer. */
  drop(node: string, users: ReadonlyArray<UserId>): boolean {
    const before = this.users().size
    for (const user of users) this.seenAt.delete(`${node} ${user}`)
    return this.users().size !== before
  }

  /** Forgets what nodes last said before a time; gives whether someone is online no longer. */
  expire(before: number): boolean {
    const known = this.users().size
    for (const [key, { at }] of this.seenAt) if (at < before) this.seenAt.delete(key)
    return this.users().size !== known
  }

  users(): ReadonlySet<UserId> {
    return new Set([...this.seenAt.values()].map(({ user }) => user))
  }
}
