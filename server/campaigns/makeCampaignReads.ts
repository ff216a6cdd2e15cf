import { PgClient } from "@effect/sql-pg"
import { Effect, Option, Schedule, Schema, Stream } from "effect"
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
import { makeAgainCounts } from "./sentAgain.ts"

/** Minutes that a page shows: the newest. */
const minutesMax = 240
const talliesMax = 50
const lookEvery = "1 second"

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

interface TallyRow extends Omit<CampaignFailure, "again" | "instead"> {
  readonly kind: "by_sms" | "failed" | "minute" | "replied" | "to_sms"
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

  const tallies = Effect.fnUntraced(function* (id: CampaignId) {
    const sums = (kinds: Statement.Fragment, order: Statement.Fragment) =>
      sql`(SELECT kind, key, max(label) AS label, max(class) AS class, sum(count)::int AS count,
          coalesce(sum(count) FILTER (WHERE campaign_id <> ${id}), 0)::int AS by_sms FROM campaign_tallies
        WHERE campaign_id IN (SELECT id FROM campaigns WHERE id = ${id} OR fallback_of = ${id}) AND ${kinds}
        GROUP BY kind, key ORDER BY ${order})`
    const rows = yield* sql<TallyRow>`
      SELECT * FROM (${
      sums(sql`kind IN ('failed', 'replied') AND count > 0`, sql`count DESC LIMIT ${talliesMax}`)
    }
        UNION ALL ${sums(sql`kind IN ('to_sms', 'by_sms')`, sql`count DESC LIMIT ${talliesMax}`)}
        UNION ALL ${
      sums(sql`kind = 'minute'`, sql`key DESC LIMIT ${minutesMax}`)
    }) known ORDER BY count DESC, key`
    return (wanted: TallyRow["kind"]) => rows.flatMap(({ kind, ...tally }) => kind === wanted ? [tally] : [])
  })

  /** For somebody who follows a campaign. */
  const makeProgress = () => {
    const againFor = makeAgainCounts(sql)
    return Effect.fn("Campaigns.progress")(
      function* (viewer: Viewer, id: CampaignId) {
        const campaign = campaignOf(yield* findCampaign(sql, viewer, id, false))
        const of = yield* tallies(id)
        const again = yield* againFor({ of: id, workspaceId: viewer.workspaceId })
        const countOf = (kind: "by_sms" | "to_sms", reason: string) =>
          of(kind).find(({ key }) => key === reason)?.count ?? 0
        return {
          campaign,
          failures: of("failed").map((failure) => ({
            ...failure,
            again: again.get(failure.key) ?? 0,
            instead: { wanted: countOf("to_sms", failure.key), sent: countOf("by_sms", failure.key) },
          })),
          replies: of("replied").map(({ count, key, label }) => ({ count, key, label })),
          minutes: of("minute").map(({ count, key }) => [Number(key), count] as const)
            .sort(([a], [b]) => a - b),
        } satisfies CampaignProgress
      },
      walled(sql),
      couldNotAnswer,
    )
  }

  const follow = (viewer: Viewer, id: CampaignId) => {
    const progress = makeProgress()
    return Stream.fromEffectSchedule(progress(viewer, id), Schedule.spaced(lookEvery)).pipe(
      Stream.changesWith((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    )
  }

  return { list, get, recipients, follow }
})
