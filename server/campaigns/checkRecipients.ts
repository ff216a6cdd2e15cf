import { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import type { CampaignDraft, LeftOutReason } from "../../domain/campaign/Campaign.ts"
import { inLanguage, languageFor, variantsFor } from "../../domain/campaign/campaignVariants.ts"
import type { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import { fallbackTemplate } from "../../domain/campaign/fallbackTemplate.ts"
import {
  fillingProblem,
  type NumberFacts,
  readNumber,
  valuesOf,
  whyLeftOut,
} from "../../domain/campaign/judgeRecipient.ts"
import { type CanonicalAddress, canonicalAddress } from "../../domain/contact/Address.ts"
import { languageProblem } from "../../domain/language/languageTag.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { TemplateValues } from "../../domain/template/fillTemplate.ts"
import type { Template } from "../../domain/template/Template.ts"
import { campaignMessageIdOf, conversationIdOf } from "../conversations/conversationIdOf.ts"
import { storableJson } from "../conversations/storableJson.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { Directory } from "../directory/Directory.ts"
import { getsItFrom, languageInFileOf, startedAgain } from "./sentAgain.ts"
import { findVariants, selectTemplates, templateOf, type TemplateRow } from "../templates/TemplateRow.ts"

/** Recipients of one transaction: milliseconds of work, so that nothing else waits for it. */
export const batchMax = 1_000

/** A campaign whose audience is not looked at yet, or not all of it. */
export interface CampaignAudience {
  readonly id: CampaignId
  /** The campaign whose SMS fallback it is; null for one of its own. */
  readonly fallbackOf: CampaignId | null
  readonly workspaceId: WorkspaceId
  readonly createdBy: UserId
  readonly draft: CampaignDraft
  /** As it was when the campaign was started; one by SMS instead takes in recipients afterwards too. */
  readonly template: Template | null
  readonly state: "gathering" | "checking"
  readonly gatherAfter: string | null
  readonly checkAfter: number
  readonly total: number
  readonly leftOut: Readonly<Record<string, number>>
}

interface RecipientRow {
  readonly no: number
  readonly name: string | null
  readonly email: string | null
  readonly phone: string
  readonly cells: ReadonlyArray<string> | null
  /** With what another campaign's message to them was filled. */
  readonly filled: TemplateValues
}

interface Recipient extends RecipientRow {
  /** As their row of the file has it; null where that says none. */
  readonly languageInFile: string | null
}

/** A recipient as it is looked at: by number first, since what is written to one follows from it. */
interface Looked extends Recipient {
  readonly address: CanonicalAddress | null
  readonly leftOut: LeftOutReason | null
}

interface KnownNumber {
  readonly no: number
  readonly firstNo: number
  readonly sentAgain: boolean
  readonly optedOut: boolean
  readonly consented: boolean
  readonly wroteIn: boolean
  readonly optedOutOfSms: boolean
  /** As the file of the first time had it, else of the contact who has the number. */
  readonly language: string | null
}

interface Verdict {
  readonly no: number
  readonly name: string | null
  readonly phone: string
  readonly address: CanonicalAddress | null
  readonly reason: LeftOutReason | null
  readonly detail: string | null
  readonly filled: TemplateValues
  readonly language: string | null
}

/** What is sent: the template that was chosen, and it in the languages in which somebody may get it. */
interface Said {
  readonly template: Template
  readonly variants: ReadonlyArray<Template>
}

const cellsOf = ({ audience }: CampaignDraft, cells: ReadonlyArray<string> | null) =>
  audience?._tag === "File" && cells !== null
    ? Object.fromEntries(audience.columns.map((column, index) => [column, cells[index] ?? ""]))
    : {}

/** Of a file, number, name and language are in its columns. */
const recipientOf = (draft: CampaignDraft, row: RecipientRow): Recipient => {
  if (draft.audience?._tag !== "File") return { ...row, languageInFile: null }
  const cells = cellsOf(draft, row.cells)
  const { language, name, number } = draft.audience
  const cell = (column: string | null) => column === null ? null : cells[column]?.trim() || null
  return { ...row, phone: cell(number) ?? "", name: cell(name), languageInFile: cell(language) }
}

const lookAt = (row: Recipient, channel: Channel): Looked => {
  const read = readNumber(row.phone, channel)
  return "leftOut" in read
    ? { ...row, address: null, leftOut: read.leftOut }
    : { ...row, phone: read.phone, address: canonicalAddress(read.phone), leftOut: null }
}

/** Looks at the next recipients of an audience: who gets the message, with what in it, and who does not and why. */
export const makeRecipientCheck = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const directory = yield* Directory

  const saidIn = Effect.fnUntraced(function* ({ draft, template: started, workspaceId }: CampaignAudience) {
    if (started !== null) return { template: started, variants: [started] } satisfies Said
    if (draft.templateId === null) return null
    const [row] = yield* sql<TemplateRow>`${selectTemplates(sql)}
      WHERE id = ${draft.templateId} AND workspace_id = ${workspaceId}`
    if (!row) return null
    const template = templateOf(row)
    const others = draft.inTheirLanguage ? yield* findVariants(sql, workspaceId, template) : []
    return { template, variants: variantsFor(template, others) } satisfies Said
  })

  /** What the desk knows of numbers: each once, by keys. */
  const knownOf = Effect.fnUntraced(function* (
    campaign: CampaignAudience,
    looked: ReadonlyArray<Looked>,
    channel: Channel,
  ) {
    const { draft: { audience, inTheirLanguage, senderId }, id, workspaceId } = campaign
    const again = audience?._tag === "Failed"
      ? yield* startedAgain(sql, { id, of: audience.of, workspaceId })
      : []
    const rows = JSON.stringify(
      looked.flatMap(({ address, no }) =>
        address === null
          ? []
          : [{ no, address, conversation: senderId === null ? null : conversationIdOf(senderId, address) }]
      ),
    )
    return yield* sql<KnownNumber>`
      SELECT r.no, least(r.no, (SELECT min(same.no) FROM campaign_recipients same
          WHERE same.address = r.address AND same.campaign_id = ${id} AND same.no < r.no)) AS first_no,
        ${again.length === 0 ? sql`false` : getsItFrom(sql, again, sql`r.address`)} AS sent_again,
        p.opted_out_at IS NOT NULL AS opted_out, p.consent_at IS NOT NULL AS consented,
        coalesce(c.inbound_count > 0, false) AS wrote_in, s.opted_out_at IS NOT NULL AS opted_out_of_sms,
        ${
      audience?._tag === "Failed" && inTheirLanguage
        ? sql`coalesce(${languageInFileOf(sql, audience.of, sql`r.address`)}, person.language)`
        : sql`person.language`
    } AS language
      FROM json_to_recordset(${rows}::json) AS r(no int, address text, conversation uuid)
      LEFT JOIN permissions p ON p.workspace_id = ${workspaceId} AND p.channel = ${channel} AND p.address = r.address
      LEFT JOIN permissions s ON s.workspace_id = ${workspaceId} AND s.channel = 'sms' AND s.address = r.address
      LEFT JOIN conversations c ON c.id = r.conversation
      LEFT JOIN contact_phones number ON number.workspace_id = ${workspaceId} AND number.canonical = r.address
      LEFT JOIN contacts person ON person.id = number.contact_id`
  })

  const verdictsOf = Effect.fnUntraced(function* (
    { createdBy, draft, workspaceId }: CampaignAudience,
    looked: ReadonlyArray<Looked>,
    known: ReadonlyMap<number, KnownNumber>,
    channel: Channel,
    said: Said | null,
  ) {
    const { users, workspaces } = yield* directory.snapshot
    const user = users.get(createdBy)
    const people = {
      user: { name: user?.name ?? "", email: user?.email ?? "" },
      workspace: { name: workspaces.get(workspaceId)?.name ?? "" },
    }
    const firstOfBatch = new Map<CanonicalAddress, number>()
    return looked.map((one): Verdict => {
      const { address, cells, email, filled: before, languageInFile, leftOut, name, no, phone } = one
      const about = known.get(no)
      const verdict = { no, name, phone, address, reason: leftOut, detail: null, filled: {}, language: null }
      if (address === null || about === undefined) return verdict
      const firstNo = Math.min(about.firstNo, firstOfBatch.get(address) ?? no)
      firstOfBatch.set(address, firstNo)
      const { fallback } = draft
      const bySms = fallback !== null && !about.optedOutOfSms && "phone" in readNumber(phone, "sms")
      const facts: NumberFacts = { channel, ...about, firstNo, bySms }
      const reason = whyLeftOut(facts)
      if (said === null || (reason !== null && reason !== "by_sms")) return { ...verdict, reason }
      const { template, variants } = said
      const inTheirs = draft.inTheirLanguage && reason === null
      const unknown = inTheirs && languageInFile !== null ? languageProblem(languageInFile) : null
      if (unknown !== null) return { ...verdict, reason: "language_unknown", detail: unknown }
      const language = inTheirs ? languageFor(template, variants, languageInFile ?? about.language) : null
      const found = valuesOf({
        template,
        fields: draft.fields,
        cells: cellsOf(draft, cells),
        contact: { name, phone, email },
        ...people,
      })
      const filled = draft.audience?._tag === "Failed"
        ? { ...found, ...Object.fromEntries(Object.entries(before).filter(([, value]) => value !== "")) }
        : found
      const theirs = reason === "by_sms" && fallback !== null
        ? fallbackTemplate(template, fallback.text)
        : inLanguage(template, variants, language)
      const problem = fillingProblem(theirs, filled)
      return problem === null
        ? { ...verdict, reason, filled, language }
        : { ...verdict, reason: problem.leftOut, detail: problem.detail, filled, language }
    })
  })

  const write = Effect.fnUntraced(
    function* ({ id, leftOut }: CampaignAudience, verdicts: ReadonlyArray<Verdict>) {
      const json = storableJson(
        verdicts.map(({ address, reason, ...verdict }) => ({
          ...verdict,
          address,
          reason,
          state: reason === null ? "ready" : "left_out",
          message_id: reason === null && address !== null ? campaignMessageIdOf(id, address) : null,
        })),
      )
      // First nobody has the message, then who is to get it: when all are looked at again, it may be another one.
      yield* sql`
      UPDATE campaign_recipients SET message_id = NULL WHERE campaign_id = ${id} AND message_id IS NOT NULL
        AND no BETWEEN ${verdicts[0]?.no ?? 0} AND ${verdicts.at(-1)?.no ?? 0}`
      yield* sql`
      UPDATE campaign_recipients r SET name = v.name, phone = v.phone, address = v.address, state = v.state, reason = v.reason,
        detail = v.detail, filled = v.filled, language = v.language, message_id = v.message_id
      FROM json_to_recordset(${json}::json) AS v(no int, name text, phone text, address text, state text, reason text, detail text,
        filled jsonb, language text, message_id uuid)
      WHERE r.campaign_id = ${id} AND r.no = v.no`
      const sums: Record<string, number> = { ...leftOut }
      for (const { reason } of verdicts) if (reason !== null) sums[reason] = (sums[reason] ?? 0) + 1
      const ready = verdicts.filter(({ reason }) => reason === null).length
      yield* sql`
      UPDATE campaigns SET check_after = ${verdicts.at(-1)?.no ?? 0}, checked = checked + ${verdicts.length},
        ready = ready + ${ready}, left_out = ${JSON.stringify(sums)}::jsonb WHERE id = ${id}`
    },
  )

  return Effect.fnUntraced(function* (campaign: CampaignAudience) {
    const { checkAfter, draft, id } = campaign
    const sender = draft.senderId === null
      ? undefined
      : (yield* directory.snapshot).senders.get(draft.senderId)
    const rows = yield* sql<RecipientRow>`
      SELECT no, name, email, phone, cells, filled FROM campaign_recipients
      WHERE campaign_id = ${id} AND no > ${checkAfter} ORDER BY no LIMIT ${batchMax}`
    if (rows.length === 0) {
      yield* sql`UPDATE campaigns SET audience_state = 'checked' WHERE id = ${id}`
      return
    }
    const channel = sender?.channel ?? "sms"
    const looked = rows.map((row) => lookAt(recipientOf(draft, row), channel))
    const known = new Map((yield* knownOf(campaign, looked, channel)).map((row) => [row.no, row]))
    const said = yield* saidIn(campaign)
    yield* write(campaign, yield* verdictsOf(campaign, looked, known, channel, said))
  })
})
