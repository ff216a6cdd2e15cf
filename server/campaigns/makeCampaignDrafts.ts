import { PgClient } from "@effect/sql-pg"
import { Effect, Queue } from "effect"
import type { CampaignDraft, RecipientRow } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { audienceAfter } from "./audienceAfter.ts"
import { campaignOf, draftOf } from "./CampaignRow.ts"
import { couldNotAnswer, findCampaign, holdDraft, type Viewer, walled } from "./findCampaign.ts"

/** Composing campaigns: what is kept of a draft, and the rows of its file. */
export const makeCampaignDrafts = Effect.fnUntraced(function* (audienceWakes: Queue.Enqueue<void>) {
  const sql = yield* PgClient.PgClient
  const found = (viewer: Viewer, id: CampaignId) =>
    Effect.map(findCampaign(sql, viewer, id, false), campaignOf)

  const save = Effect.fn("Campaigns.save")(
    function* (viewer: Viewer, id: CampaignId, version: number, draft: CampaignDraft) {
      const json = storableJson(draft)
      if (version === 0) {
        yield* sql`
          INSERT INTO campaigns (id, workspace_id, draft, created_by, version)
          VALUES (${id}, ${viewer.workspaceId}, ${storableJson({ ...draft, audience: null })}::jsonb,
            ${viewer.user.id}, 0) ON CONFLICT (id) DO NOTHING`
      }
      // It was saved, and the answer was lost; nobody changed it since.
      const saved = yield* sql`SELECT FROM campaigns WHERE id = ${id} AND workspace_id = ${viewer.workspaceId}
        AND state = 'draft' AND version = ${version + 1} AND draft = ${json}::jsonb`
      if (saved.length > 0) return yield* found(viewer, id)
      const before = yield* holdDraft(sql, viewer, id, version)
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
    walled(sql),
    couldNotAnswer,
    Effect.tap(() => Queue.offer(audienceWakes, undefined)),
  )

  const addRows = Effect.fn("Campaigns.addRows")(
    function* (viewer: Viewer, id: CampaignId, rows: ReadonlyArray<RecipientRow>) {
      const before = yield* findCampaign(sql, viewer, id, true)
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
    walled(sql),
    couldNotAnswer,
    Effect.tap(() => Queue.offer(audienceWakes, undefined)),
  )

  const remove = Effect.fn("Campaigns.remove")(
    function* (viewer: Viewer, id: CampaignId) {
      yield* holdDraft(sql, viewer, id, null)
      yield* sql`DELETE FROM campaigns WHERE id = ${id}`
    },
    walled(sql),
    couldNotAnswer,
  )

  return { save, addRows, remove }
})
