import type { AccountProblemKind } from "../../domain/account/AccountProblem.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { type MessageContent, previewText } from "../../domain/conversation/MessageContent.ts"
import { type Notice, NoticeId } from "../../domain/notification/Notice.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import { TranscriptId, transcriptPath } from "../../domain/transcript/TranscriptRequest.ts"
import type { RowUploadId, UploadKind } from "../../domain/upload/RowUpload.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { DirectorySnapshot } from "../directory/Directory.ts"

type NoticeConversation = Extract<Notice, { readonly _tag: "Mentioned" }>["conversation"]

/** So many conversations of one notice are named. */
const namedMax = 3

/** What became of the rows of a file. */
interface NotedUpload {
  readonly id: RowUploadId
  readonly kind: UploadKind
  readonly name: string
  readonly imported: number
  readonly known: number
  readonly refused: number
}

/** A notice with what it points to as it is now; null of that what is not there, or not of its kind. */
export interface NoticeRow {
  readonly id: bigint
  readonly kind:
    | "assigned"
    | "mentioned"
    | "not_sent"
    | "account"
    | "campaign"
    | "transcript"
    | "upload"
    | "import"
    | "bulk"
  readonly at: Date
  readonly read: boolean
  readonly byUser: UserId | null
  readonly seq: number | null
  readonly subject: string
  /** `problem`: why a campaign or an upload stopped, or a transcript was not made. */
  readonly detail: {
    readonly kind?: AccountProblemKind
    readonly subject?: string
    readonly problem?: string
    readonly to?: UserId
    readonly total?: number
    readonly failed?: number
    readonly reasons?: ReadonlyArray<{ readonly message: string; readonly count: number }>
  }
  /** Those of its conversations that the user sees, and how many of it they do not. */
  readonly conversations: ReadonlyArray<NoticeConversation>
  readonly count: number
  readonly content: MessageContent | null
  readonly error: DeliveryError | null
  readonly campaign: { readonly id: CampaignId; readonly name: string } | null
  readonly transcript: { readonly name: string; readonly keptUntil: number } | null
  readonly upload: NotedUpload | null
}

const noted = ({ at, id, read }: NoticeRow) => ({ id: NoticeId.make(Number(id)), at: at.getTime(), read })

const ofAccount = (row: NoticeRow, { accounts }: DirectorySnapshot): Notice | null => {
  const account = accounts.get(row.subject)
  const { kind, subject = "" } = row.detail
  return account && kind
    ? {
      _tag: "AccountProblem",
      ...noted(row),
      accountId: account.id,
      account: account.label || account.id,
      kind,
      subject,
    }
    : null
}

const ofCampaign = (row: NoticeRow): Notice | null => {
  if (row.campaign === null) return null
  const { id: campaignId, name } = row.campaign
  const { problem } = row.detail
  return problem === undefined
    ? { _tag: "CampaignDone", ...noted(row), campaignId, name }
    : { _tag: "CampaignPaused", ...noted(row), campaignId, name, problem }
}

const ofTranscript = (row: NoticeRow, conversation: NoticeConversation): Notice => {
  const { problem } = row.detail
  if (problem !== undefined) {
    return { _tag: "TranscriptNotMade", ...noted(row), conversation, message: problem }
  }
  const path = transcriptPath(TranscriptId.make(row.subject))
  return {
    _tag: "TranscriptMade",
    ...noted(row),
    conversation,
    file: row.transcript && { path, ...row.transcript },
  }
}

const ofUpload = (row: NoticeRow): Notice | null => {
  if (row.upload === null) return null
  const { id: uploadId, kind, name, ...rows } = row.upload
  const { problem } = row.detail
  return problem === undefined
    ? { _tag: "UploadDone", ...noted(row), kind, uploadId, name, ...rows }
    : { _tag: "UploadNotDone", ...noted(row), kind, uploadId, name, message: problem }
}

const ofBulk = (row: NoticeRow): Notice | null => {
  const { failed = 0, reasons = [], to, total = 0 } = row.detail
  return to === undefined ? null : { _tag: "BulkAssigned", ...noted(row), to, total, failed, reasons }
}

/** What was done in conversations, or with them. */
const ofConversations = (row: NoticeRow): Notice | null => {
  const { byUser, content, count, error, kind, seq } = row
  const [conversation, ...others] = row.conversations
  if (!conversation) return null
  if (kind === "transcript") return ofTranscript(row, conversation)
  if (kind === "assigned") {
    return byUser && {
      _tag: "Assigned",
      ...noted(row),
      by: byUser,
      count,
      conversations: [conversation, ...others.slice(0, namedMax - 1)],
    }
  }
  if (seq === null) return null
  if (kind === "not_sent") return { _tag: "NotSent", ...noted(row), conversation, seq, error }
  const text = content === null || content.kind === "erased" ? null : previewText(content)
  return byUser && { _tag: "Mentioned", ...noted(row), by: byUser, conversation, seq, text }
}

/** Null where there is nothing to tell any more. */
export const noticeOf = (row: NoticeRow, snapshot: DirectorySnapshot): Notice | null => {
  switch (row.kind) {
    case "account":
      return ofAccount(row, snapshot)
    case "campaign":
      return ofCampaign(row)
    case "upload":
    case "import":
      return ofUpload(row)
    case "bulk":
      return ofBulk(row)
    case "assigned":
    case "mentioned":
    case "not_sent":
    case "transcript":
      return ofConversations(row)
  }
}
