import { PgClient } from "@effect/sql-pg"
import { Effect, Layer } from "effect"
import { type Audience, recipientsMax } from "../../domain/campaign/Campaign.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { mayPass } from "../../domain/campaign/failureHelp.ts"
import type { DeliveryErrorClass } from "../../domain/sending/DeliveryError.ts"
import type { ContactId } from "../../domain/contact/Contact.ts"
import { searchClause } from "../contacts/Contacts.ts"
import { storableJson } from "../conversations/storableJson.ts"
import { workInSteps } from "../database/workInSteps.ts"
import { Campaigns } from "./Campaigns.ts"
import { draftOf } from "./CampaignRow.ts"
import { filterClause } from "./filterClause.ts"
import { batchMax, type CampaignAudience, makeRecipientCheck } from "./checkRecipients.ts"

interface Gathered {
  readonly id: ContactId
  readonly name: string | null
  readonly email: string | null
  readonly phone: string
}

/** Whose step failed is tried again then: the others go on meanwhile. */
const restAfterFailureSeconds = 5

/**
 * Takes in whom a campaign goes to, and looks at each: batch after batch, each in a transaction that also says how far it
 * came, so that after a crash it goes on where it was. One node at a time works on a campaign; the row is locked. Campaigns
 * have their turns one after the other, so that a small one does not wait for a large one.
 */
export const CampaignAudienceLive = Layer.effectDiscard(Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const campaigns = yield* Campaigns
  const check = yield* makeRecipientCheck

  const nextTurn = sql<{ readonly id: CampaignId }>`
    UPDATE campaigns SET audience_due_at = clock_timestamp() WHERE id = (
      SELECT id FROM campaigns WHERE audience_state IN ('gathering', 'checking') AND audience_due_at <= now()
      ORDER BY audience_due_at, created_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`

  const take = (id: CampaignId) =>
    sql<Omit<CampaignAudience, "draft"> & { readonly draft: unknown }>`
      SELECT id, fallback_of, workspace_id, created_by, draft, template, audience_state AS state, gather_after, check_after, total, left_out
      FROM campaigns WHERE id = ${id} AND audience_state IN ('gathering', 'checking') FOR UPDATE SKIP LOCKED`

  const contactsOf = (
    { gatherAfter, workspaceId }: CampaignAudience,
    { chosen, filters, search }: Extract<Audience, { readonly _tag: "Contacts" }>,
  ) =>
    sql<Gathered>`
      SELECT contact.id, contact.name, contact.email, first.phone
      FROM contacts contact CROSS JOIN LATERAL (SELECT p.phone, p.canonical FROM contact_phones p
        WHERE p.contact_id = contact.id ORDER BY p.position, p.canonical LIMIT 1) first
      WHERE contact.workspace_id = ${workspaceId}
        AND (${gatherAfter}::uuid IS NULL OR contact.id > ${gatherAfter}::uuid)
        AND ${
      chosen === null
        ? sql.and([searchClause(sql, search), ...filters.map((filter) => filterClause(sql, filter))])
        : sql`contact.id = ANY(${chosen}::uuid[])`
    }
      ORDER BY contact.id LIMIT ${batchMax}`

  const gatherContacts = Effect.fnUntraced(
    function* (campaign: CampaignAudience, audience: Extract<Audience, { readonly _tag: "Contacts" }>) {
      const { id, total } = campaign
      const found = (yield* contactsOf(campaign, audience)).slice(0, recipientsMax - total)
      const rows = found.map(({ id: contact_id, ...contact }, n) => ({
        no: total + n + 1,
        contact_id,
        ...contact,
      }))
      yield* sql`
        INSERT INTO campaign_recipients (campaign_id, no, contact_id, name, email, phone)
        SELECT ${id}::uuid, no, contact_id, name, email, phone FROM json_to_recordset(${
        storableJson(rows)
      }::json) AS r(no int, contact_id uuid, name text, email text, phone text)`
      yield* sql`
        UPDATE campaigns SET total = total + ${rows.length}, gather_after = ${found.at(-1)?.id ?? null}::uuid,
          audience_state = ${found.length < batchMax ? "checking" : "gathering"} WHERE id = ${id}`
    },
  )

  /** Why a campaign or its SMS failed for somebody, as far as it may pass. */
  const passing = (of: CampaignId) =>
    Effect.map(
      sql<{ readonly key: string; readonly class: DeliveryErrorClass | null }>`
        SELECT key, class FROM campaign_tallies WHERE kind = 'failed' AND count > 0
          AND campaign_id IN (SELECT id FROM campaigns WHERE id = ${of} OR fallback_of = ${of})`,
      (known) => known.flatMap((tally) => mayPass(tally.class) ? [tally.key] : []),
    )

  /** With what their messages were filled with then. What may have arrived is not sent again but by its own reason. */
  const gatherFailed = Effect.fnUntraced(
    function* (
      { id, workspaceId }: CampaignAudience,
      { of, reason }: Extract<Audience, { readonly _tag: "Failed" }>,
    ) {
      const [outcomes, reasons] = reason === null
        ? [["failed"], yield* passing(of)]
        : [["failed", "unconfirmed"], [reason]]
      const copied = yield* sql`
        INSERT INTO campaign_recipients (campaign_id, no, contact_id, name, email, phone, filled, failed_for)
        SELECT ${id}::uuid, row_number() OVER (ORDER BY c.fallback_of IS NOT NULL, r.no), r.contact_id, r.name, r.email,
          r.phone, r.filled, r.reason
        FROM campaign_recipients r JOIN campaigns c ON c.id = r.campaign_id
        WHERE (c.id = ${of} OR c.fallback_of = ${of}) AND c.workspace_id = ${workspaceId}
          AND r.outcome = ANY(${outcomes}::text[]) AND r.reason = ANY(${reasons}::text[]) RETURNING no`
      yield* sql`UPDATE campaigns SET total = ${copied.length}, audience_state = 'checking' WHERE id = ${id}`
    },
  )

  const gather = (campaign: CampaignAudience) => {
    const { audience } = campaign.draft
    switch (audience?._tag) {
      case "Contacts":
        return gatherContacts(campaign, audience)
      case "Failed":
        return gatherFailed(campaign, audience)
      default:
        return Effect.asVoid(sql`UPDATE campaigns SET audience_state = 'checking' WHERE id = ${campaign.id}`)
    }
  }

  // A plan kept from when the tables were empty goes through all of them for each row, once they are not.
  const plannedAnew = sql`SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`

  /**
   * Of an SMS fallback the first campaign is held as well, so that meanwhile nobody starts to send it "again" to those who are
   * looked at (CAMP-3). Others hold the first before its fallback: it is not waited for.
   */
  const heldFirst = (of: CampaignId) =>
    Effect.map(
      sql`SELECT id FROM campaigns WHERE id = ${of} FOR UPDATE SKIP LOCKED`,
      ({ length }) => length > 0,
    )

  const turnOf = Effect.fnUntraced(function* (id: CampaignId) {
    const [row] = yield* take(id)
    if (!row || (row.fallbackOf !== null && !(yield* heldFirst(row.fallbackOf)))) return
    yield* plannedAnew
    const campaign = { ...row, draft: draftOf(row) }
    yield* campaign.state === "gathering" ? gather(campaign) : check(campaign)
  }, (effect) => sql.withTransaction(effect))

  const putOff = (id: CampaignId) =>
    Effect.ignore(sql`UPDATE campaigns
      SET audience_due_at = now() + make_interval(secs => ${restAfterFailureSeconds}) WHERE id = ${id}`)

  /** Whether there was something to do. */
  const step = Effect.gen(function* () {
    const [next] = yield* nextTurn
    if (!next) return false
    yield* turnOf(next.id).pipe(Effect.onError(() => putOff(next.id)))
    return true
  }).pipe(Effect.withSpan("CampaignAudience.step"))

  yield* workInSteps({
    step,
    woken: campaigns.audienceWoken,
    warning: "the audience of a campaign was not looked at",
  })
}))
