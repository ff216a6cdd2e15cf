import type { PgClient } from "@effect/sql-pg"
import type { RecipientOutcome } from "../../domain/campaign/Campaign.ts"
import type { Conversation, Outgoing } from "../../domain/conversation/Conversation.ts"
import type { ConversationEvent } from "../../domain/conversation/ConversationEvent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { wasSent } from "../../domain/conversation/MessageStatus.ts"
import { type DeliveryErrorClass, notConfirmed } from "../../domain/sending/DeliveryError.ts"

/** What became of a campaign's message, or that it was answered; `code` and `label`: why it failed, or what was answered. */
export interface CampaignEvent {
  readonly messageId: MessageId
  readonly what: RecipientOutcome | "replied"
  readonly code: string | null
  readonly label: string | null
  /** Of a failure. */
  readonly class: DeliveryErrorClass | null
  /** Epoch milliseconds. */
  readonly at: number
}

/** What an opt-out or an erasure stopped has a reason, and so failed; what the campaign took back is cancelled. */
const outcomeOf = ({ error, status, unconfirmed }: Outgoing): RecipientOutcome => {
  if (unconfirmed) return "unconfirmed"
  if (status === "dispatching") return "queued"
  return status === "cancelled" && error !== null ? "failed" : status
}

/** The labels of the buttons that a template offers to answer with. */
const offeredBy = ({ content }: Outgoing): ReadonlyArray<string> =>
  content.template?.buttons.flatMap(({ kind, label }) => kind === "quick_reply" ? [label] : []) ?? []

const answerTo = (
  message: Outgoing,
  event: Extract<ConversationEvent, { readonly _tag: "MessageReceived" }>,
  optsOut: boolean,
): Pick<CampaignEvent, "code" | "label"> => {
  const text = event.content.text.trim()
  const offered = offeredBy(message).findIndex((label) => label.trim() === text)
  if (offered >= 0) return { code: `button.${offered + 1}`, label: text }
  return optsOut ? { code: "stop", label: "Stop" } : { code: "text", label: "Other text" }
}

/** An answer is the customer's first message after a campaign's. */
const answersOf = (
  before: Conversation,
  events: ReadonlyArray<ConversationEvent>,
): ReadonlyArray<CampaignEvent> => {
  const received = events.find((event) => event._tag === "MessageReceived")
  if (!received) return []
  const optsOut = events.some((event) => event._tag === "OptedOut")
  return [...before.outgoing].flatMap(([messageId, message]) =>
    message.campaign !== null && message.seq > before.lastInboundSeq &&
      (wasSent(message.status) || message.status === "dispatching")
      ? [{
        messageId,
        what: "replied",
        at: received.at,
        class: null,
        ...answerTo(message, received, optsOut),
      }]
      : []
  )
}

/** What a commit says about campaigns: nothing, for nearly all. */
export const campaignEventsOf = (
  before: Conversation,
  after: Conversation,
  events: ReadonlyArray<ConversationEvent>,
): ReadonlyArray<CampaignEvent> => {
  const at = events.reduce((newest, event) => Math.max(newest, event.at), 0)
  const moved = after.outgoing === before.outgoing
    ? []
    : [...after.outgoing].flatMap(([messageId, message]): ReadonlyArray<CampaignEvent> => {
      const known = before.outgoing.get(messageId)
      if (message.campaign === null || known === message) return []
      const what = outcomeOf(message)
      if (known && outcomeOf(known) === what) return []
      const error = what === "unconfirmed" ? notConfirmed : what === "failed" ? message.error : null
      return [{
        messageId,
        what,
        code: error?.code ?? null,
        label: error?.text ?? null,
        class: error?.class ?? null,
        at,
      }]
    })
  return [...moved, ...answersOf(before, events)]
}

/** What the journal's statement says of campaigns with the commits that it writes; `events` are numbered as these (`n`). */
export const campaignEventsPart = (sql: PgClient.PgClient, events: string) =>
  sql`, told_campaigns AS (
      INSERT INTO campaign_events (message_id, what, code, label, class, at)
      SELECT e.message_id, e.what, e.code, e.label, e.class, to_timestamp(e.at / 1000)
      FROM written JOIN json_to_recordset(${events}::json) AS e(
        n int, nth int, message_id uuid, what text, code text, label text, class text, at float8) USING (n)
      ORDER BY e.n, e.nth
    )`
