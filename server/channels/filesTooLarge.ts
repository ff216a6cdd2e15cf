import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import type { FilesLimit } from "../../domain/media/FilesLimit.ts"
import { sizeText } from "../../domain/media/mediaProblem.ts"
import { rejected } from "./askProvider.ts"
import type { OutboundMessage } from "./ChannelAdapter.ts"

/** Why the files of a message cannot go through a provider, before it is asked; null where they can (MEDIA-1). */
export const filesTooLarge = (
  { files }: OutboundMessage,
  { each = Infinity, inAll = Infinity }: FilesLimit = {},
): DispatchOutcome | null => {
  const sizes = files.map(({ size }) => size)
  const fits = sizes.every((size) => size <= each) && sizes.reduce((sum, size) => sum + size, 0) <= inAll
  if (fits) return null
  const most = Number.isFinite(inAll) ? `${sizeText(inAll)} in all` : `${sizeText(each)} for a file`
  return rejected({
    code: "too_large",
    class: "our_mistake",
    text: `The network of this Sender ID takes up to ${most}. Send a smaller file or a link.`,
  })
}
