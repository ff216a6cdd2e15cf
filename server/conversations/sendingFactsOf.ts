import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { Conversation } from "../../domain/conversation/Conversation.ts"
import { dispatchQueue } from "../../domain/conversation/dispatchQueue.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import type { MessageContent } from "../../domain/conversation/MessageContent.ts"
import type { SendingFacts } from "../../domain/conversation/Decision.ts"
import { sendingHoursOf } from "../../domain/hours/sendingHoursOf.ts"
import { type SenderKind, senderKindOf } from "../../domain/sender/SenderKind.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { DirectorySnapshot } from "../directory/Directory.ts"

const known = new WeakMap<DirectorySnapshot, Map<SenderId, SenderKind | null>>()

/** Null when the Sender ID or its account is no longer there. Worked out once for each state of the directory. */
const kindOf = (directory: DirectorySnapshot, senderId: SenderId): SenderKind | null => {
  const bySender = known.get(directory) ?? new Map<SenderId, SenderKind | null>()
  known.set(directory, bySender)
  const before = bySender.get(senderId)
  if (before !== undefined) return before
  const sender = directory.senders.get(senderId)
  const kind = sender && directory.accounts.has(sender.accountId)
    ? senderKindOf(sender.channel, sender.address)
    : null
  bySender.set(senderId, kind)
  return kind
}

/** The registered templates that a command may hand over or write. */
export const templatesIn = (state: Conversation, command: ConversationCommand): ReadonlyArray<string> => {
  const registered = ({ template }: MessageContent) => template?.registered ? [template.templateId] : []
  switch (command._tag) {
    case "Write":
    case "SendCampaign":
    case "BotAnswer":
      return registered(command.content)
    case "SendAgain":
      return [...state.outgoing].flatMap(([id, { content }]) => id === command.of ? registered(content) : [])
    case "Claim":
    case "Reschedule":
      return [...new Set(dispatchQueue(state).flatMap(([, { content }]) => registered(content)))]
    default:
      return []
  }
}

/** What the directory says about sending in a conversation. */
export const sendingFactsOf = (
  directory: DirectorySnapshot,
  { address, senderId, workspaceId }: Pick<Conversation, "workspaceId" | "senderId"> & {
    readonly address: CanonicalAddress
  },
): Omit<SendingFacts, "templates"> => {
  const workspace = directory.workspaces.get(workspaceId)
  const sender = directory.senders.get(senderId)
  return {
    sender: kindOf(directory, senderId),
    hours: workspace ? sendingHoursOf(workspace, sender, address) : null,
  }
}
