import type { Directory } from "../../domain/inbox/DeskChange.ts"
import type { FilesLimit } from "../../domain/media/FilesLimit.ts"

/** What the provider of a Sender ID takes of files with an SMS; undefined where that is no less than usual. */
export const mmsLimitOf = ({ mmsLimits }: Directory, senderId: string | null): FilesLimit | undefined =>
  mmsLimits.find((one) => one.senderId === senderId)?.limit
