import { PgClient } from "@effect/sql-pg"
import { Effect, Option, Schema } from "effect"
import type { Statement } from "effect/sql"
import type { CampaignFailure, CampaignProgress, Recipient } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { RecipientFilter } from "../../domain/rpc/CampaignRpcs.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { campaignColumns, campaignOf, type CampaignRow, draftOf } from "./CampaignRow.ts"
import { couldNotAnswer, findCampaign, type Viewer, walled } from "./findCampaign.ts"

/** Minutes that a page shows: the newest. */
const minutesMax = 240
const talliesMax = 50

const Cursor = Schema.fromJsonString(Schema.Tuple([Schema.Finite, Schema.String]))
const decodeCursor = Schema.decodeUnknownOption(Cursor)

interface ListPage {
  readonly limit: number
  readonly cursor: string | null
}

interface RecipientsPage {
  readonly filter: RecipientFilter
  readonly after: number
  readonly limit: number
}

interface StoredRecipient extends Omit<Recipient, "leftOut" | "values" | "repliedIn"> {
  readonly filled: Recipient["values"]
  readonly address: CanonicalAddress | null
  readonly state: string
  readonly reason: string | null
  readonly replied: boolean
}

/** Looking at campaigns, and how far they are. */
export const makeCampaignReads = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const reads = yield* WorkspaceReads

  const list = Effect.fn("Campaigns.list")(
    function* ({ workspaceId }: Viewer, { cursor, limit }: ListPage) {
      const after = cursor === null ? null : Option.getOrNull(decodeCursor(cursor))
      const rows = yield* sql<CampaignRow>`SELECT ${campaignColumns(sql)} FROM campaigns
        WHERE workspace_id = ${workspaceId} AND fallback_of IS NULL AND ${
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
      const row = yield* findCampaign(sql, viewer, id, false)
      return { campaign: campaignOf(row), draft: draftOf(row) }
    },
    walled(sql),
    couldNotAnswer,
  )

  const wanted = (filter: RecipientFilter) => {
    switch (filter._tag) {
      case "All":
        return sql`true`
      case "Ready":
        return sql`(state IN ('ready', 'handed') OR (state = 'left_out' AND reason = 'by_sms'))`
      case "Replied":
        return sql`replied_at IS NOT NULL`
      case "LeftOut":
        return sql`state = 'left_out' AND ${
          filter.reason === null ? sql`true` : sql`reason = ${filter.reason}`
        }`
      case "Failed":
        return sql`outcome IN ('failed', 'unconfirmed') AND ${
          filter.reason === null ? sql`true` : sql`reason = ${filter.reason}`
        }`
    }
  }

  const recipients = Effect.fn("Campaigns.recipients")(
    function* (viewer: Viewer, id: CampaignId, { after, filter, limit }: RecipientsPage) {
      const { audience, bySms, senderId } = campaignOf(yield* findCampaign(sql, viewer, id, false))
      const page = (of: Statement.Fragment, before: number) =>
        sql`SELECT no + ${before}::int AS no, contact_id, name, phone, address, filled, language, state, reason, detail, outcome,
          replied_at IS NOT NULL AS replied FROM campaign_recipients
        WHERE campaign_id = ${of} AND no > ${after - before}::int AND ${
          wanted(filter)
        } ORDER BY no LIMIT ${limit}`
      const first = yield* sql<StoredRecipient>`${page(sql`${id}`, 0)}`
      // Those of the SMS fallback come after all others.
      const both = bySms !== null && (filter._tag === "Failed" || filter._tag === "Replied")
      const others = both && first.length < limit
        ? yield* sql<StoredRecipient>`${
          page(sql`(SELECT id FROM campaigns WHERE fallback_of = ${id})`, audience.total)
        }`
        : []
      const recipientOf = (from: SenderId | null) =>
      (
        { address, filled, reason, replied, state, ...row }: StoredRecipient,
      ): Recipient => ({
        ...row,
        values: filled,
        leftOut: state === "left_out" ? reason : null,
        repliedIn: replied && from !== null && address !== null ? conversationIdOf(from, address) : null,
      })
      return [...first.map(recipientOf(senderId)), ...others.map(recipientOf(bySms?.senderId ?? null))]
        .slice(0, limit)
    },
    walled(sql),
    couldNotAnswer,
  )

  const progress = Effect.fn("Campaigns.progress")(
    function* (viewer: Viewer, id: CampaignId) {
      const campaign = campaignOf(yield* findCampaign(sql, viewer, id, false))
      const parts = sql`(SELECT id FROM campaigns WHERE id = ${id} OR fallback_of = ${id})`
      const sums = sql`SELECT kind, key, max(label) AS label, max(class) AS class, sum(count)::int AS count,
          coalesce(sum(count) FILTER (WHERE campaign_id <> ${id}), 0)::int AS by_sms FROM campaign_tallies`
      const tallies = yield* sql<Omit<CampaignFailure, "again"> & { readonly kind: string }>`
        SELECT kind, key, label, class, count, by_sms FROM (
          (${sums} WHERE campaign_id IN ${parts} AND kind <> 'minute' AND count > 0 GROUP BY kind, key
            ORDER BY count DESC LIMIT ${talliesMax})
          UNION ALL (${sums} WHERE campaign_id IN ${parts} AND kind = 'minute' GROUP BY kind, key
            ORDER BY key DESC LIMIT ${minutesMax})) known ORDER BY count DESC, key`
      const again = yield* sql<{ readonly reason: string | null; readonly people: number }>`
        SELECT draft -> 'audience' ->> 'reason' AS reason,
          sum(CASE WHEN state IN ('cancelling', 'cancelled') THEN handed ELSE ready END - cancelled)::int AS people
        FROM campaigns WHERE workspace_id = ${viewer.workspaceId} AND state <> 'draft' AND fallback_of IS NULL
          AND draft -> 'audience' ->> 'of' = ${id} GROUP BY 1`
      const of = (wanted: string) => tallies.flatMap(({ kind, ...tally }) => kind === wanted ? [tally] : [])
      return {
        campaign,
        failures: of("failed").map((failure) => ({
          ...failure,
          again: again.find(({ reason }) => reason === failure.key)?.people ?? 0,
        })),
        againAtOnce: again.find(({ reason }) => reason === null)?.people ?? 0,
        replies: of("replied").map(({ count, key, label }) => ({ count, key, label })),
        minutes: of("minute").map(({ count, key }) => [Number(key), count] as const)
          .sort(([a], [b]) => a - b),
      } satisfies CampaignProgress
    },
    walled(sql),
    couldNotAnswer,
  )

  return { list, get, recipients, progress }
})
