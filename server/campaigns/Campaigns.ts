import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer, Option, Queue, Schedule, Schema, Stream } from "effect"
import type { SqlError } from "effect/sql"
import {
  type Campaign,
  type CampaignDraft,
  type CampaignProgress,
  type CampaignTally,
  type Recipient,
  type RecipientRow,
} from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { CampaignPage, RecipientFilter } from "../../domain/rpc/CampaignRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { wantedFile } from "../../domain/template/fillTemplate.ts"
import { type Template, whyNotSendable } from "../../domain/template/Template.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import type { AuditAction } from "../../domain/audit/auditActionText.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { Directory } from "../directory/Directory.ts"
import { findTemplate } from "../templates/TemplateRow.ts"
import { campaignColumns, campaignOf, type CampaignRow, draftOf } from "./CampaignRow.ts"
import { audienceAfter } from "./audienceAfter.ts"

type Viewer = CurrentUser["Service"]
type Answer = Effect.Effect<Campaign, Refusal | Unavailable>

const lookEvery = "1 second"
/** Minutes that a page shows: the newest. */
const minutesMax = 240
const talliesMax = 50

const noSuchCampaign = new Refusal({ code: "not_found", message: "There is no such campaign." })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed this campaign a moment ago. Look at it again.",
})
const notPossible = (message: string) => new Refusal({ code: "not_possible", message })
const started = notPossible(
  "This campaign was started. It can be paused or cancelled, but no longer changed.",
)

const Cursor = Schema.fromJsonString(Schema.Tuple([Schema.Finite, Schema.String]))
const decodeCursor = Schema.decodeUnknownOption(Cursor)

const couldNotAnswer = orUnavailable("The campaign could not be reached. Nothing is lost: try again.")

/** Campaigns as admins make and steer them (CAMP-1, CAMP-2). What they set in motion goes on by itself, on whatever node. */
export class Campaigns extends Context.Service<Campaigns, {
  readonly list: (
    viewer: Viewer,
    page: { readonly limit: number; readonly cursor: string | null },
  ) => Effect.Effect<CampaignPage, Refusal | Unavailable>
  readonly get: (
    viewer: Viewer,
    id: CampaignId,
  ) => Effect.Effect<{ readonly campaign: Campaign; readonly draft: CampaignDraft }, Refusal | Unavailable>
  readonly save: (viewer: Viewer, id: CampaignId, version: number, draft: CampaignDraft) => Answer
  readonly addRows: (viewer: Viewer, id: CampaignId, rows: ReadonlyArray<RecipientRow>) => Answer
  readonly recipients: (
    viewer: Viewer,
    id: CampaignId,
    page: { readonly filter: RecipientFilter; readonly after: number; readonly limit: number },
  ) => Effect.Effect<ReadonlyArray<Recipient>, Refusal | Unavailable>
  readonly start: (viewer: Viewer, id: CampaignId, version: number) => Answer
  readonly pause: (viewer: Viewer, id: CampaignId) => Answer
  readonly resume: (viewer: Viewer, id: CampaignId) => Answer
  readonly cancel: (viewer: Viewer, id: CampaignId) => Answer
  readonly remove: (viewer: Viewer, id: CampaignId) => Effect.Effect<void, Refusal | Unavailable>
  readonly follow: (viewer: Viewer, id: CampaignId) => Stream.Stream<CampaignProgress, Refusal | Unavailable>
  /** Waits until an audience may have to be taken in or looked at here. */
  readonly audienceWoken: Effect.Effect<void>
  /** Waits until a campaign may have something to send here. */
  readonly sendingWoken: Effect.Effect<void>
}>()("desk/server/campaigns/Campaigns") {
  static readonly layer = Layer.effect(
    Campaigns,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads
      const directory = yield* Directory
      const audit = yield* AuditLog
      const [audienceWakes, sendingWakes] = [yield* Queue.sliding<void>(1), yield* Queue.sliding<void>(1)]

      const columns = campaignColumns(sql)
      const find = (viewer: Viewer, id: CampaignId, lock: boolean) =>
        sql<CampaignRow>`SELECT ${columns} FROM campaigns
          WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} ${lock ? sql`FOR UPDATE` : sql``}`.pipe(
          Effect.flatMap(([row]) => row ? Effect.succeed(row) : Effect.fail(noSuchCampaign)),
        )
      const found = (viewer: Viewer, id: CampaignId) => Effect.map(find(viewer, id, false), campaignOf)
      const walled = <A, E, R>(
        work: Effect.Effect<A, E, R>,
        { workspaceId }: Viewer,
      ): Effect.Effect<A, E | SqlError.SqlError, R> => asWorkspace(sql, workspaceId)(work)

      const list = Effect.fn("Campaigns.list")(
        function* ({ workspaceId }: Viewer, { cursor, limit }: Parameters<Campaigns["Service"]["list"]>[1]) {
          const after = cursor === null ? null : Option.getOrNull(decodeCursor(cursor))
          const rows = yield* sql<CampaignRow>`SELECT ${columns} FROM campaigns
            WHERE workspace_id = ${workspaceId} AND ${
            after === null ? sql`true` : sql`(created_at, id) < (${new Date(after[0])}, ${after[1]}::uuid)`
          } ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`.pipe(reads.of(sql, workspaceId))
          const page = rows.slice(0, limit)
          const last = rows.length > limit ? page.at(-1) : undefined
          return {
            campaigns: page.map(campaignOf),
            cursor: last ? JSON.stringify([last.createdAt.getTime(), last.id]) : null,
          }
        },
        couldNotAnswer,
      )

      const get = Effect.fn("Campaigns.get")(
        function* (viewer: Viewer, id: CampaignId) {
          const row = yield* find(viewer, id, false)
          return { campaign: campaignOf(row), draft: draftOf(row) }
        },
        walled,
        couldNotAnswer,
      )

      const save = Effect.fn("Campaigns.save")(
        function* (viewer: Viewer, id: CampaignId, version: number, draft: CampaignDraft) {
          const json = storableJson(draft)
          if (version === 0) {
            yield* sql`
              INSERT INTO campaigns (id, workspace_id, draft, created_by, version)
              VALUES (${id}, ${viewer.workspaceId}, ${storableJson({ ...draft, audience: null })}::jsonb,
                ${viewer.user.id}, 0) ON CONFLICT (id) DO NOTHING`
          }
          const before = yield* find(viewer, id, true)
          if (before.state !== "draft") return yield* started
          if (before.version !== version) return yield* changedMeanwhile
          const next = audienceAfter(draftOf(before), draft, before.audienceState)
          if (next === "taken in anew") yield* sql`DELETE FROM campaign_recipients WHERE campaign_id = ${id}`
          const state = draft.audience === null
            ? "none"
            : draft.audience._tag === "File"
            ? "receiving"
            : "gathering"
          yield* sql`
            UPDATE campaigns SET draft = ${json}::jsonb, version = version + 1,
              start_at = ${draft.startAt === null ? null : new Date(draft.startAt)} ${
            next === "kept"
              ? sql``
              : sql`, checked = 0, ready = 0, left_out = '{}', check_after = 0, audience_state = ${
                next === "taken in anew" ? state : "checking"
              }`
          } ${next === "taken in anew" ? sql`, total = 0, gather_after = NULL` : sql``} WHERE id = ${id}`
          return yield* found(viewer, id)
        },
        walled,
        couldNotAnswer,
        Effect.tap(() => Queue.offer(audienceWakes, undefined)),
      )

      const addRows = Effect.fn("Campaigns.addRows")(
        function* (viewer: Viewer, id: CampaignId, rows: ReadonlyArray<RecipientRow>) {
          const before = yield* find(viewer, id, true)
          const { audience } = draftOf(before)
          if (before.audienceState !== "receiving" || audience?._tag !== "File") return campaignOf(before)
          const wanted = rows.filter(({ no }) => no <= audience.rows)
          const taken = yield* sql`
            INSERT INTO campaign_recipients (campaign_id, no, phone, cells)
            SELECT ${id}::uuid, no, '', cells FROM json_to_recordset(${
            storableJson(wanted)
          }::json) AS r(no int, cells jsonb)
            ON CONFLICT (campaign_id, no) DO NOTHING RETURNING no`
          yield* sql`
            UPDATE campaigns SET total = total + ${taken.length}, audience_state =
              CASE WHEN total + ${taken.length} >= ${audience.rows} THEN 'checking' ELSE 'receiving' END
            WHERE id = ${id}`
          return yield* found(viewer, id)
        },
        walled,
        couldNotAnswer,
        Effect.tap(() => Queue.offer(audienceWakes, undefined)),
      )

      const recipients = Effect.fn("Campaigns.recipients")(
        function* (
          viewer: Viewer,
          id: CampaignId,
          { after, filter, limit }: Parameters<Campaigns["Service"]["recipients"]>[2],
        ) {
          const { senderId } = campaignOf(yield* find(viewer, id, false))
          const wanted = filter._tag === "Ready"
            ? sql`state IN ('ready', 'handed')`
            : filter._tag === "Replied"
            ? sql`replied_at IS NOT NULL`
            : sql`${
              filter._tag === "LeftOut" ? sql`state = 'left_out'` : sql`outcome IN ('failed', 'unconfirmed')`
            } AND ${filter.reason === null ? sql`true` : sql`reason = ${filter.reason}`}`
          const rows = yield* sql<
            Omit<Recipient, "leftOut" | "values" | "repliedIn"> & {
              readonly filled: Recipient["values"]
              readonly address: CanonicalAddress | null
              readonly state: string
              readonly reason: string | null
              readonly replied: boolean
            }
          >`
            SELECT no, name, phone, address, filled, state, reason, detail, outcome, replied_at IS NOT NULL AS replied
            FROM campaign_recipients
            WHERE campaign_id = ${id} AND no > ${after} AND ${wanted} ORDER BY no LIMIT ${limit}`
          return rows.map(({ address, filled, reason, replied, state, ...row }): Recipient => ({
            ...row,
            values: filled,
            leftOut: state === "left_out" ? reason : null,
            repliedIn: replied && senderId !== null && address !== null
              ? conversationIdOf(senderId, address)
              : null,
          }))
        },
        walled,
        couldNotAnswer,
      )

      const record = (viewer: Viewer, action: AuditAction, row: CampaignRow, note?: string) =>
        audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action,
          subject: { kind: "campaign", id: row.id, name: draftOf(row).name },
          ...(note === undefined ? {} : { detail: { note } }),
        })

      const sendable = Effect.fnUntraced(function* (viewer: Viewer, draft: CampaignDraft) {
        const sender = draft.senderId === null
          ? undefined
          : (yield* directory.snapshot).senders.get(draft.senderId)
        if (draft.name.trim() === "") return yield* notPossible("Give the campaign a name.")
        if (sender?.workspaceId !== viewer.workspaceId) return yield* notPossible("Choose a Sender ID.")
        if (draft.templateId === null) return yield* notPossible("Choose a template.")
        const template: Template = yield* findTemplate(sql, viewer.workspaceId, draft.templateId)
        const { accountId, channel } = sender
        if (
          template.channel !== channel ||
          (template.registered !== null && template.registered.accountId !== accountId)
        ) return yield* notPossible("This template cannot be sent from this Sender ID. Choose another one.")
        // Nobody's window is known to be open: WhatsApp takes registered templates only (WIN-3).
        const problem = whyNotSendable(template, channel === "whatsapp" ? false : null)
        if (problem !== null) {
          return yield* new Refusal({
            code: "template_not_approved",
            message: `${problem} Choose another template.`,
          })
        }
        return wantedFile(template) === null ? template : yield* notPossible(
          "This template begins with a file, which a campaign cannot bring. Choose another one.",
        )
      })

      const start = Effect.fn("Campaigns.start")(
        function* (viewer: Viewer, id: CampaignId, version: number) {
          const row = yield* find(viewer, id, true)
          if (row.state !== "draft") return campaignOf(row)
          if (row.version !== version) return yield* changedMeanwhile
          const draft = draftOf(row)
          const template = yield* sendable(viewer, draft)
          if (row.audienceState !== "checked") {
            return yield* notPossible("The recipients are still being looked at. Start it in a moment.")
          }
          if (row.ready === 0) return yield* notPossible("Nobody would get it. Choose other recipients.")
          const now = yield* Clock.currentTimeMillis
          const later = draft.startAt !== null && draft.startAt > now
          yield* sql`
            UPDATE campaigns SET state = ${later ? "scheduled" : "sending"}, version = version + 1,
              template = ${storableJson(template)}::jsonb, started_by = ${viewer.user.id},
              started_at = ${later ? null : new Date(now)} WHERE id = ${id}`
          yield* record(viewer, "campaign_started", row, `${row.ready} of ${row.total} recipients get it.`)
          return yield* found(viewer, id)
        },
        walled,
        couldNotAnswer,
        Effect.tap(() => Queue.offer(sendingWakes, undefined)),
      )

      /** Asked again it changes nothing; where it is too late it is refused. */
      const steer = (
        name: string,
        from: ReadonlyArray<Campaign["state"]>,
        to: Campaign["state"],
        action: AuditAction,
        tooLate: string,
      ) =>
        Effect.fn(`Campaigns.${name}`)(
          function* (viewer: Viewer, id: CampaignId) {
            const row = yield* find(viewer, id, true)
            if (row.state === to) return campaignOf(row)
            if (!from.includes(row.state)) return yield* notPossible(tooLate)
            yield* sql`UPDATE campaigns SET state = ${to}, version = version + 1, problem = NULL,
              started_at = CASE WHEN ${to} = 'sending' THEN coalesce(started_at, now()) ELSE started_at END WHERE id = ${id}`
            yield* record(viewer, action, row)
            return yield* found(viewer, id)
          },
          walled,
          couldNotAnswer,
          Effect.tap(() => Queue.offer(sendingWakes, undefined)),
        )

      const remove = Effect.fn("Campaigns.remove")(
        function* (viewer: Viewer, id: CampaignId) {
          const row = yield* find(viewer, id, true)
          if (row.state !== "draft") return yield* started
          yield* sql`DELETE FROM campaigns WHERE id = ${id}`
        },
        walled,
        couldNotAnswer,
      )

      const progress = Effect.fn("Campaigns.progress")(
        function* (viewer: Viewer, id: CampaignId) {
          const campaign = yield* found(viewer, id)
          const tallies = yield* sql<CampaignTally & { readonly kind: string }>`
            SELECT kind, key, label, count FROM (
              (SELECT * FROM campaign_tallies WHERE campaign_id = ${id} AND kind <> 'minute' AND count > 0
                ORDER BY count DESC LIMIT ${talliesMax})
              UNION ALL (SELECT * FROM campaign_tallies WHERE campaign_id = ${id} AND kind = 'minute'
                ORDER BY key DESC LIMIT ${minutesMax})) known ORDER BY count DESC, key`
          const of = (wanted: string) =>
            tallies.flatMap(({ kind, ...tally }) => kind === wanted ? [tally] : [])
          return {
            campaign,
            failures: of("failed"),
            replies: of("replied"),
            minutes: of("minute").map(({ count, key }) => [Number(key), count] as const)
              .sort(([a], [b]) => a - b),
          } satisfies CampaignProgress
        },
        walled,
        couldNotAnswer,
      )

      return Campaigns.of({
        list,
        get,
        save,
        addRows,
        recipients,
        start,
        pause: steer(
          "pause",
          ["sending", "scheduled"],
          "paused",
          "campaign_paused",
          "This campaign is over.",
        ),
        resume: steer(
          "resume",
          ["paused"],
          "sending",
          "campaign_resumed",
          "Only a paused campaign can be resumed.",
        ),
        cancel: steer(
          "cancel",
          ["sending", "scheduled", "paused"],
          "cancelling",
          "campaign_cancelled",
          "This campaign is over, or was never started.",
        ),
        remove,
        follow: (viewer, id) =>
          Stream.fromEffectSchedule(progress(viewer, id), Schedule.spaced(lookEvery)).pipe(
            Stream.changesWith((a, b) => JSON.stringify(a) === JSON.stringify(b)),
          ),
        audienceWoken: Queue.take(audienceWakes),
        sendingWoken: Queue.take(sendingWakes),
      })
    }),
  )
}
