import { randomUUID } from "node:crypto"
import { MessageId } from "../../../domain/conversation/MessageId.ts"
import type { ConversationRpcs } from "../../../domain/rpc/ConversationRpcs.ts"
import type { DraftRpcs } from "../../../domain/rpc/DraftRpcs.ts"
import type { MediaRpcs } from "../../../domain/rpc/MediaRpcs.ts"
import type { TranscriptRpcs } from "../../../domain/rpc/TranscriptRpcs.ts"
import { TranscriptId } from "../../../domain/transcript/TranscriptRequest.ts"
import { everybody, type VerdictsOf, whoSees, whoSends } from "./CallVerdict.ts"

const newMessage = () => MessageId.make(randomUUID())
const newTranscript = () => TranscriptId.make(randomUUID())

export const conversationVerdicts: VerdictsOf<
  typeof ConversationRpcs | typeof DraftRpcs | typeof MediaRpcs | typeof TranscriptRpcs
> = {
  "Conversation.get": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
  "Conversation.items": [{
    asked: ({ conversation }) => ({ id: conversation, after: 0, before: null, limit: 50 }),
    ...whoSees,
  }],
  "Conversation.send": [{
    asked: ({ conversation }) => ({ id: conversation, messageId: newMessage(), text: "hi" }),
    ...whoSees,
  }],
  "Conversation.sendAgain": [{
    asked: ({ conversation, message }) => ({ id: conversation, of: message, messageId: newMessage() }),
    admin: "not_failed",
    member: "not_failed",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Conversation.confirmSent": [{
    asked: ({ conversation, message }) => ({ id: conversation, messageId: message }),
    ...whoSees,
  }],
  "Conversation.note": [{
    asked: ({ conversation }) => ({ id: conversation, noteId: newMessage(), text: "for us", mentions: [] }),
    ...whoSees,
  }],
  "Conversation.readers": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
  "Conversation.prospect": [{
    asked: ({ phone, sender }) => ({ senderId: sender, to: phone }),
    ...whoSends,
  }],
  "Conversation.start": [{
    asked: ({ phone, sender }) => ({
      senderId: sender,
      to: phone,
      name: "Not their name",
      messageId: newMessage(),
      text: "hi",
    }),
    ...whoSends,
  }],
  "Conversation.cancel": [{
    asked: ({ conversation, message }) => ({ id: conversation, messageId: message }),
    admin: "not_queued",
    member: "not_queued",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Conversation.markRead": [{
    asked: ({ conversation, member }) => ({ id: conversation, seq: 1, user: member }),
    ...whoSees,
  }],
  "Conversation.markUnread": [{
    asked: ({ conversation, member }) => ({ id: conversation, user: member }),
    ...whoSees,
  }],
  "Conversation.putAside": [{
    asked: ({ conversation }) => ({ id: conversation, aside: { how: "done" } }),
    ...whoSees,
  }],
  "Conversation.pin": [{
    asked: ({ conversation }) => ({ id: conversation, pinned: true }),
    admin: "not_allowed",
    member: "allowed",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Conversation.bringBack": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
  "Conversation.assign": [{
    asked: ({ conversation, member }) => ({ id: conversation, to: member, seen: null }),
    admin: "allowed",
    member: "not_allowed",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Draft.list": [{ asked: () => undefined, ...everybody }],
  "Draft.save": [{
    asked: ({ conversation }) => ({
      desk: randomUUID(),
      draft: { id: conversation, kind: "reply", text: "hi", version: 0 },
    }),
    ...whoSees,
  }],
  "Media.send": [{
    asked: ({ conversation, file }) => ({
      id: conversation,
      messageId: newMessage(),
      uploads: [file],
      text: "see",
    }),
    // The file is the member's: nobody else sends it.
    admin: "not_found",
    member: "allowed",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Media.start": [{
    asked: ({ file, phone, sender }) => ({
      senderId: sender,
      to: phone,
      name: null,
      messageId: newMessage(),
      uploads: [file],
      text: "see",
    }),
    admin: "not_found",
    member: "allowed",
    colleague: "sender_not_yours",
    foreigner: "sender_not_yours",
  }],
  // Once made it is in the timeline: `Transcripts.test.ts` waits for that.
  "Transcript.make": [{
    asked: ({ conversation }) => ({
      id: newTranscript(),
      conversationId: conversation,
      format: "text",
      from: null,
      until: null,
      timeZone: "UTC",
      paper: "a4",
    }),
    ...whoSees,
    endless: true,
  }],
  // Only one's own can be named.
  "Transcript.cancel": [{ asked: () => ({ id: newTranscript() }), ...everybody }],
}
