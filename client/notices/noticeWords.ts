import { assignedWords } from "../../domain/notification/assignedWords.ts"
import type { Notice } from "../../domain/notification/Notice.ts"
import type { UserId } from "../../domain/user/User.ts"
import { contactName } from "../contact/contactName.ts"
import { clockTime } from "../ui/DeskTime.ts"
import { problemForAdmins } from "../settings/providers/problemWords.ts"
import { uploadWords } from "../upload/uploadWords.ts"

const counted = (count: number): string => count.toLocaleString("en-US")

export interface NoticeWords {
  readonly title: string
  /** What it is about; empty where the title says it all. */
  readonly text: string
}

/** `Samir Petrov, Ruth Okafor and 3 more`. */
const namesOf = ({ conversations, count }: Extract<Notice, { readonly _tag: "Assigned" }>): string => {
  const names = conversations.map(contactName).join(", ")
  const more = count - conversations.length
  return more > 0 ? `${names} and ${more} more` : names
}

/** What a notice says. `nameOf`: of a user of the workspace; undefined of who is not in it any more. */
export const noticeWords = (notice: Notice, nameOf: (id: UserId) => string | undefined): NoticeWords => {
  switch (notice._tag) {
    case "Assigned":
      return {
        title: assignedWords(nameOf(notice.by), notice.count),
        text: namesOf(notice),
      }
    case "Mentioned":
      return {
        title: `${nameOf(notice.by) ?? "Someone"} mentioned you`,
        text: notice.text === null
          ? contactName(notice.conversation)
          : `${contactName(notice.conversation)}: ${notice.text}`,
      }
    case "NotSent":
      return {
        title: `Your message to ${contactName(notice.conversation)} was not sent`,
        text: notice.error?.text ?? "",
      }
    case "AccountProblem": {
      const { advice, title } = problemForAdmins(notice)
      return { title, text: advice }
    }
    case "CampaignDone":
      return { title: `The campaign ${notice.name} is finished`, text: "Open it to see who answered." }
    case "CampaignPaused":
      return { title: `The campaign ${notice.name} is paused`, text: notice.problem }
    case "TranscriptMade":
      return {
        title: `The transcript of ${contactName(notice.conversation)} is ready`,
        text: notice.file
          ? `Download ${notice.file.name}, kept until ${clockTime(notice.file.keptUntil)}.`
          : "The file is no longer kept. Export the conversation again.",
      }
    case "TranscriptNotMade":
      return {
        title: `The transcript of ${contactName(notice.conversation)} was not made`,
        text: notice.message,
      }
    case "UploadDone":
      return {
        title: `The ${notice.kind} of ${notice.name} are imported`,
        text: uploadWords(notice).join(", "),
      }
    case "UploadNotDone":
      return { title: `The ${notice.kind} of ${notice.name} are not all imported`, text: notice.message }
    case "BulkAssigned": {
      const assigned = notice.total - notice.failed
      const why = notice.reasons.map(({ count, message }) => `${counted(count)}: ${message}`)
      return {
        title: `${counted(assigned)} of ${counted(notice.total)} ${
          notice.total === 1 ? "conversation" : "conversations"
        } assigned to ${nameOf(notice.to) ?? "an agent"}`,
        text: why.join(" "),
      }
    }
  }
}
