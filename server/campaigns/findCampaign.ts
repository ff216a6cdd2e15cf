import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { campaignColumns, type CampaignRow } from "./CampaignRow.ts"

export type Viewer = CurrentUser["Service"]

const noSuchCampaign = new Refusal({ code: "not_found", message: "There is no such campaign." })
const changedMeanwhile = new Refusal({
  code: "changed_meanwhile",
  message: "Someone else changed this campaign a moment ago. Look at it again.",
})
export const notPossible = (message: string) => new Refusal({ code: "not_possible", message })
const started = notPossible(
  "This campaign was started. It can be paused or cancelled, but no longer changed.",
)

export const couldNotAnswer = orUnavailable("The campaign could not be reached. Nothing is lost: try again.")

/** What a user asks of campaigns: in one transaction, behind the workspace's wall. */
export const walled = (sql: PgClient.PgClient) =>
<A, E, R>(
  work: Effect.Effect<A, E, R>,
  { workspaceId }: Viewer,
): Effect.Effect<A, E | SqlError.SqlError, R> => asWorkspace(sql, workspaceId)(work)

/** Refused as not found where it is another workspace's, or only the SMS of another campaign; `lock`: nobody else changes it until the transaction ends. */
export const findCampaign = (sql: PgClient.PgClient, viewer: Viewer, id: CampaignId, lock: boolean) =>
  sql<CampaignRow>`SELECT ${campaignColumns(sql)} FROM campaigns
    WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} AND fallback_of IS NULL ${
    lock ? sql`FOR UPDATE` : sql``
  }`.pipe(
    Effect.flatMap(([row]) => row ? Effect.succeed(row) : Effect.fail(noSuchCampaign)),
  )

/** A draft that nobody else changes until the transaction ends; null: whichever version it has by now. */
export const holdDraft = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, viewer: Viewer, id: CampaignId, version: number | null) {
    const row = yield* findCampaign(sql, viewer, id, true)
    if (row.state !== "draft") return yield* started
    if (version !== null && row.version !== version) return yield* changedMeanwhile
    return row
  },
)
