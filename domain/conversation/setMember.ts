import type { UserId } from "../user/User.ts"
import type { Conversation, Member } from "./Conversation.ts"

export const setMember = (
  conversation: Pick<Conversation, "members" | "inboundCount">,
  user: UserId,
  change: Partial<Member>,
): Conversation["members"] => {
  const before = conversation.members.get(user) ??
    { readInbound: conversation.inboundCount, markedUnread: false, tookPart: false, pinned: false }
  return new Map(conversation.members).set(user, { ...before, ...change })
}
