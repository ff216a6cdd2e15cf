import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Redacted, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import {
  type Audience,
  type Campaign,
  type CampaignDraft,
  emptyDraft,
} from "../../domain/campaign/Campaign.ts"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import { TemplateId, templateKey } from "../../domain/template/Template.ts"
import { UserId } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { SendingFixture } from "../conversations/SendingFixture.ts"
import { databaseLayer } from "../database/Database.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { Directory } from "../directory/Directory.ts"
import { CampaignAudienceLive } from "./CampaignAudience.ts"
import { CampaignOutcomesLive } from "./CampaignOutcomes.ts"
import { Campaigns } from "./Campaigns.ts"
import { CampaignSendingLive } from "./CampaignSending.ts"

/** Runs a desk with campaigns for as long as the effect does: to be run again is to be started again. */
export const runCampaigns = <A, E, R>(desk: SendingFixture, effect: Effect.Effect<A, E, R>) =>
  Effect.scoped(Effect.provide(
    effect,
    Layer.mergeAll(CampaignAudienceLive, CampaignSendingLive, CampaignOutcomesLive).pipe(
      Layer.provideMerge(Campaigns.layer),
      Layer.provideMerge(desk.running),
      Layer.fresh,
    ),
  ))

export interface CampaignTest {
  readonly desk: SendingFixture
  readonly by: Effect.Success<typeof viewer>
}

/** A test on a desk with campaigns, whose shared Sender ID sends as fast as is said; null: as fast as it can. */
export const campaignTest = <A, E, R>(
  { desk = new SendingFixture(null), perSecond = null }: {
    readonly desk?: SendingFixture
    readonly perSecond?: number | null
  },
  test: (at: CampaignTest) => Effect.Effect<A, E, R>,
) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const { shared } = yield* TestWorkspace
    yield* sql`UPDATE senders SET rate_per_second = ${perSecond} WHERE id = ${shared.id}`
    const by = yield* viewer
    yield* runCampaigns(desk, test({ desk, by }))
  })

/** What a network says of somebody who can get it again later. */
export const phoneOff: DeliveryError = {
  code: "30003",
  class: "permanent",
  text: "The phone was off or out of range. Send it again later.",
}

let numbers = 0
export const freshNumber = () => `+1555${String(2_000_000 + numbers++)}`
export const rowsOf = (count: number): ReadonlyArray<FileRow> =>
  Array.from({ length: count }, (_, index) => ({ number: freshNumber(), order: `BW-${index}` }))

/** Of a real server whose campaigns a test makes beside it. */
export const serverSecret = "a secret of tests, long enough to be one"

/** Campaigns on the database of a real server, which does what is set in motion here. */
export const campaignsBeside = (databaseUrl: string) =>
  Campaigns.layer.pipe(
    Layer.provide(Layer.merge(Directory.layer, AuditLog.layer)),
    Layer.provide(
      SecretBox.layer.pipe(Layer.provide(Layer.succeed(SecretKey, Redacted.make(serverSecret)))),
    ),
    Layer.provideMerge(WorkspaceReads.layer),
    Layer.provideMerge(databaseLayer(Redacted.make(databaseUrl))),
  )

/** The admin of a real server's workspace. */
export const adminBeside = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const [user] = yield* sql<{ readonly id: string; readonly workspaceId: string }>`
    SELECT id, workspace_id FROM users WHERE email = 'admin@acme.test'`
  return {
    user: {
      id: UserId.make(user?.id ?? ""),
      email: "admin@acme.test",
      name: "Ann",
      role: "admin",
      licensed: true,
    },
    workspaceId: WorkspaceId.make(user?.workspaceId ?? ""),
    sessionId: "",
  } as const
})

export const viewer = Effect.map(TestWorkspace, ({ ann, workspaceId }) => ({
  user: ann,
  workspaceId,
  sessionId: "session",
}))

/** A text of the desk's own for campaigns. */
export const campaignTemplate = Effect.fnUntraced(function* (
  body: string,
  { language = "en", name }: { readonly name?: string; readonly language?: string } = {},
) {
  const sql = yield* PgClient.PgClient
  const { workspaceId } = yield* TestWorkspace
  const id = TemplateId.make(randomUUID())
  yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body)
    VALUES (${id}, ${workspaceId}, 'sms', 'campaign', ${name ?? id}, ${
    templateKey(name ?? id)
  }, ${language}, ${body})`
  return id
})

/** A template for campaigns that is registered with an account and approved. */
export const whatsAppTemplate = Effect.fnUntraced(
  function* (
    workspaceId: WorkspaceId,
    accountId: string,
    body: string,
    { language = "en", name }: { readonly name?: string; readonly language?: string } = {},
  ) {
    const sql = yield* PgClient.PgClient
    const id = TemplateId.make(randomUUID())
    const called = name ?? id
    yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body, buttons, account_id,
        provider_id, category, status, quality, variables, scope, examples, fillable, status_at, told_at)
      VALUES (${id}, ${workspaceId}, 'whatsapp', 'campaign', ${called}::text, ${called}::text, ${language}, ${body}, '[]', ${accountId},
        ${`HX${
      id.replaceAll("-", "")
    }`}, 'utility', 'approved', 'green', 'named', 'template', '{}', true, now(), NULL)`
    return id
  },
)

/** Consents to WhatsApp of these numbers. */
export const consentTo = Effect.fnUntraced(
  function* (workspaceId: WorkspaceId, phones: ReadonlyArray<string>) {
    const sql = yield* PgClient.PgClient
    yield* sql`INSERT INTO permissions (workspace_id, channel, address, version, consent_at)
    SELECT ${workspaceId}::uuid, 'whatsapp', phone, 1, now() FROM unnest(${phones}::text[]) phone`
  },
)

const lookAgain = { schedule: Schedule.spaced("25 millis"), times: 1_200 }

type Viewer = Effect.Success<typeof viewer> | Effect.Success<typeof adminBeside>

/** Looks at a campaign until it is as wanted; gives what it saw last, for the assertion. */
export const campaignUntilAs = (by: Viewer, id: CampaignId, wanted: (campaign: Campaign) => boolean) =>
  Effect.gen(function* () {
    const campaigns = yield* Campaigns
    const { campaign } = yield* campaigns.get(by, id).pipe(
      Effect.repeat({ until: ({ campaign }) => wanted(campaign), ...lookAgain }),
    )
    return campaign
  })
export const campaignUntil = (id: CampaignId, wanted: (campaign: Campaign) => boolean) =>
  Effect.flatMap(viewer, (by) => campaignUntilAs(by, id, wanted))

/** A draft for contacts, looked at. */
export const contactCampaign = Effect.fnUntraced(function* (
  senderId: SenderId,
  templateId: TemplateId,
  audience: Partial<Extract<Audience, { readonly _tag: "Contacts" }>>,
  change: Partial<CampaignDraft> = {},
) {
  const campaigns = yield* Campaigns
  const by = yield* viewer
  const id = CampaignId.make(randomUUID())
  const contacts = { _tag: "Contacts", search: "", filters: [], chosen: null, ...audience } as const
  yield* campaigns.save(by, id, 0, {
    ...emptyDraft,
    name: "To contacts",
    senderId,
    templateId,
    audience: contacts,
    ...change,
  })
  return yield* campaignUntil(id, ({ audience: { state } }) => state === "checked")
})

export interface FileRow {
  readonly number: string
  readonly order: string
  readonly language?: string
}

/** A draft to whom a file says, looked at. */
export const fileCampaignAs = Effect.fnUntraced(function* (
  by: Viewer,
  senderId: SenderId,
  templateId: TemplateId,
  rows: ReadonlyArray<FileRow>,
  change: Partial<CampaignDraft> = {},
) {
  const campaigns = yield* Campaigns
  const id = CampaignId.make(randomUUID())
  const audience: Audience = {
    _tag: "File",
    fileName: "orders.csv",
    columns: ["mobile", "order", "language"],
    number: "mobile",
    name: null,
    language: "language",
    upload: randomUUID(),
    rows: rows.length,
  }
  yield* campaigns.save(by, id, 0, {
    ...emptyDraft,
    name: "Delivery slots",
    senderId,
    templateId,
    audience,
    fields: { order: { source: { from: "column", column: "order" }, ifEmpty: "" } },
    ...change,
  })
  yield* campaigns.addRows(
    by,
    id,
    rows.map(({ language = "", number, order }, index) => ({
      no: index + 1,
      cells: [number, order, language],
    })),
  )
  return yield* campaignUntilAs(by, id, ({ audience: { state } }) => state === "checked")
})

export const fileCampaign = (
  ...[senderId, templateId, rows, change]: Parameters<typeof fileCampaignAs> extends [Viewer, ...infer Rest]
    ? Rest
    : never
) => Effect.flatMap(viewer, (by) => fileCampaignAs(by, senderId, templateId, rows, change))
