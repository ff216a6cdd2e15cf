import { Option, Schema } from "effect"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { InboxView } from "../../domain/inbox/InboxView.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { UserId } from "../../domain/user/User.ts"

export interface DeskPlace {
  readonly view: InboxView
  readonly open: ConversationId | null
}

const conversationIn = Schema.decodeUnknownOption(ConversationId)
const senderIn = Schema.decodeUnknownOption(SenderId)
const userIn = Schema.decodeUnknownOption(UserId)

const viewPath = (view: InboxView): string => {
  switch (view._tag) {
    case "Mine":
      return "/inbox"
    case "Sent":
      return "/sent"
    case "Sender":
      return `/senders/${encodeURIComponent(view.senderId)}`
    case "Team":
      return `/team/${view.userId}`
  }
}

/** The address of a view, with a conversation open in it. */
export const deskPath = (view: InboxView, open: ConversationId | null = null): string =>
  open ? `${viewPath(view)}/${open}` : viewPath(view)

/** A part of an address; empty where it is malformed. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return ""
  }
}

const viewOf = (name: string | undefined, which: string | undefined): InboxView | null => {
  if (name === "inbox") return { _tag: "Mine" }
  if (name === "sent") return { _tag: "Sent" }
  const argument = decoded(which ?? "")
  if (name === "senders") {
    return Option.getOrNull(
      Option.map(senderIn(argument), (senderId) => ({ _tag: "Sender" as const, senderId })),
    )
  }
  if (name === "team") {
    return Option.getOrNull(Option.map(userIn(argument), (userId) => ({ _tag: "Team" as const, userId })))
  }
  return null
}

/** What an address shows; null when it is none of the desk's. */
export const parseDeskPath = (path: string): DeskPlace | null => {
  const [name, ...rest] = path.split("/").filter((part) => part !== "")
  const view = viewOf(name, rest[0])
  if (!view) return null
  const id = view._tag === "Mine" || view._tag === "Sent" ? rest[0] : rest[1]
  return { view, open: Option.getOrNull(conversationIn(id)) }
}
