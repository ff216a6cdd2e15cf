import { PgClient } from "@effect/sql-pg"
import { Effect, Result, Schedule } from "effect"
import type { TestOutcome } from "../../domain/campaign/Campaign.ts"
import { inLanguage } from "../../domain/campaign/campaignVariants.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { readNumber, valuesOf } from "../../domain/campaign/judgeRecipient.ts"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { MessageStatus } from "../../domain/conversation/MessageStatus.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import { fillTemplate, type TemplateValues } from "../../domain/template/fillTemplate.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { Directory } from "../directory/Directory.ts"
import { draftOf } from "./CampaignRow.ts"
import { couldNotAnswer, findCampaign, notPossible, type Viewer, walled } from "./findCampaign.ts"
import { findSendable } from "./findSendable.ts"

export interface TestAsked {
  readonly id: CampaignId
  readonly messageId: MessageId
  readonly to: string
  readonly no: number | null
  readonly bySms: boolean
}

interface Delivery {
  readonly status: MessageStatus
  readonly unconfirmed: boolean
  readonly error: DeliveryError | null
  readonly dueAt: Date | null
  readonly waitsFor: string | null
}

/** What became of a test is waited for some seconds: networks answer at once, or it is said to be on its way. */
const lookAgain = { schedule: Schedule.spaced("250 millis"), times: 40 }

const notANumber = new Refusal({
  code: "invalid_number",
  message: "This number cannot get it. Write it with its country code, such as +1 415-555-0136.",
})

const isSettled = (row: Delivery | undefined): boolean =>
  row !== undefined &&
  (row.waitsFor !== null || row.unconfirmed || !["queued", "dispatching"].includes(row.status))

/** Sends what a campaign would say to one number (CAMP-1): the message goes the way of every other. */
export const makeCampaignTest = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const directory = yield* Directory
  const conversations = yield* Conversations
  const audit = yield* AuditLog

  const recipient = (id: CampaignId, no: number) =>
    sql<{ readonly filled: TemplateValues; readonly language: string | null }>`
      SELECT filled, language FROM campaign_recipients WHERE campaign_id = ${id} AND no = ${no} AND state <> 'new'`

  /** What is said, by whom, and that it was, in the log. */
  const prepare = Effect.fnUntraced(
    function* (viewer: Viewer, { bySms, id, no, to }: TestAsked) {
      const draft = draftOf(yield* findCampaign(sql, viewer, id, false))
      const { template, variants, ...sendable } = yield* findSendable(sql, directory, viewer, draft)
      const { fallback } = sendable
      if (bySms && fallback === null) return yield* notPossible("This campaign sends nothing by SMS.")
      const instead = bySms ? fallback : null
      const sender = instead?.sender ?? sendable.sender
      const number = readNumber(to, sender.channel)
      if ("leftOut" in number) return yield* notANumber
      const { email, name } = viewer.user
      const workspace = (yield* directory.snapshot).workspaces.get(viewer.workspaceId)
      const [like] = no === null ? [] : yield* recipient(id, no)
      const values = like?.filled ?? valuesOf({
        template,
        fields: draft.fields,
        cells: {},
        contact: { name, phone: number.phone, email },
        user: { name, email },
        workspace: { name: workspace?.name ?? "" },
      })
      const form = instead?.template ?? inLanguage(template, variants, like?.language ?? null)
      const content = fillTemplate(form, values, null)
      if (Result.isFailure(content)) {
        return yield* notPossible(content.failure.map(({ message }) => message).join(" "))
      }
      yield* audit.record({
        workspaceId: viewer.workspaceId,
        actor: auditActorOf(viewer),
        action: "campaign_tested",
        subject: { kind: "campaign", id, name: draft.name },
      })
      return {
        sender,
        phone: number.phone,
        content: instead === null ? content.success : textContent(content.success.text),
        name: draft.name,
      }
    },
    walled(sql),
  )

  const delivery = (id: ConversationId, messageId: MessageId) =>
    Effect.map(
      sql<Delivery>`SELECT status, unconfirmed, error, due_at, waits_for FROM deliveries
        WHERE conversation_id = ${id} AND message_id = ${messageId}`,
      ([row]) => row,
    )

  return Effect.fn("makeCampaignTest.test")(
    function* (viewer: Viewer, asked: TestAsked) {
      const { workspaceId } = viewer
      const { content, name, phone, sender } = yield* prepare(viewer, asked)
      const address = canonicalAddress(phone)
      const thread = conversationIdOf(sender.id, address)
      yield* conversations.execute(thread, workspaceId, {
        _tag: "SendCampaign",
        campaign: { id: asked.id, name: `Test of ${name || "a campaign"}` },
        startedBy: viewer.user.id,
        messageId: asked.messageId,
        content,
      }, { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo: phone })
      const row = yield* delivery(thread, asked.messageId).pipe(
        Effect.repeat({ until: isSettled, ...lookAgain }),
      )
      const waits = row?.status === "queued" && row.waitsFor !== null
      return {
        outcome: row?.unconfirmed
          ? "unconfirmed"
          : row === undefined || row.status === "dispatching"
          ? "queued"
          : row.status,
        why: row?.error?.text ?? null,
        waitsUntil: waits ? row.dueAt?.getTime() ?? null : null,
      } satisfies TestOutcome
    },
    couldNotAnswer,
  )
})
