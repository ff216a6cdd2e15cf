import type { MessageContent, MessageKind } from "../../domain/conversation/MessageContent.ts"

/** Kinds that are shown as what they are, instead of as their text. */
const richKinds: ReadonlySet<MessageKind> = new Set([
  "location",
  "contacts",
  "order",
  "reaction",
  "edited",
  "deleted",
  "system",
])

/** Whether there is more to show than text and files. */
export const isRich = ({ kind }: Pick<MessageContent, "kind">): boolean => richKinds.has(kind)
