import { NodeServices } from "@effect/platform-node"
import { ConfigProvider, Context, Effect, Layer, Redacted, Schema, type Scope } from "effect"
import { FetchHttpClient, HttpMiddleware, HttpRouter } from "effect/http"
import { SqlClient } from "effect/sql"
import { createHmac, randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { BotId } from "../domain/bot/BotMark.ts"
import { canonicalAddress } from "../domain/contact/Address.ts"
import { ContactId } from "../domain/contact/Contact.ts"
import type { ConversationId } from "../domain/conversation/ConversationId.ts"
import { WebhookEntryId } from "../domain/account/WebhookEntry.ts"
import { CampaignId } from "../domain/campaign/CampaignMark.ts"
import { emptyDraft } from "../domain/campaign/Campaign.ts"
import { LabelId } from "../domain/label/Label.ts"
import { MailId } from "../domain/mail/Mail.ts"
import { MessageId } from "../domain/conversation/MessageId.ts"
import { SavedFilterId } from "../domain/inbox/SavedFilter.ts"
import { BulkId } from "../domain/inbox/Bulk.ts"
import { defaultSwitches } from "../domain/simulator/SimulatorState.ts"
import { MediaUploadId } from "../domain/media/Upload.ts"
import { SenderId } from "../domain/sender/Sender.ts"
import { UserId } from "../domain/user/User.ts"
import { InvitationId } from "../domain/user/UserAccount.ts"
import { TemplateId } from "../domain/template/Template.ts"
import { RowUploadId } from "../domain/upload/RowUpload.ts"
import { SecretBox } from "../server/accounts/SecretBox.ts"
import { SecretKey } from "../server/accounts/SecretKey.ts"
import { secretPlace } from "../server/bots/BotDeliveryLive.ts"
import { conversationIdOf } from "../server/conversations/conversationIdOf.ts"
import { freePort } from "../server/database/freePort.ts"
import { Routes, Server } from "../server/http/HttpLive.ts"
import { ServicesLive } from "../server/main.ts"
import { insertWorkspace } from "../server/seed/insertWorkspace.ts"
import { parseSeedFile } from "../server/seed/readSeedFile.ts"
import { SignIn } from "../server/session/SignIn.ts"
import { type Followed, RawSocket } from "./RawSocket.ts"
import { TestDatabase } from "./TestDatabase.ts"

/**
 * Who may ask: an admin; a standard user to whom the things belong, another one of the same workspace, one without a
 * licence; the admin of another workspace; and somebody who has not signed in.
 */
export const callers = ["admin", "member", "colleague", "unlicensed", "foreigner", "stranger"] as const
export type Caller = (typeof callers)[number]

const emails: Readonly<Record<Exclude<Caller, "stranger">, string>> = {
  admin: "ann@acme.test",
  member: "stan@acme.test",
  colleague: "omar@acme.test",
  unlicensed: "una@acme.test",
  foreigner: "eve@other.test",
}

/** What belongs to the member, who alone has this Sender ID; or, as `absentThings`, what is not there. */
export interface Things {
  readonly conversation: ConversationId
  readonly message: MessageId
  readonly text: string
  readonly contact: ContactId
  readonly name: string
  readonly phone: string
  readonly sender: SenderId
  /** A provider account of the workspace. */
  readonly account: string
  readonly member: UserId
  readonly memberEmail: string
  /** A bulk assignment of the admin's that can be taken back. */
  readonly bulk: BulkId
  /** A mail to the member. */
  readonly mail: MailId
  /** A file that the member put in. */
  readonly file: MediaUploadId
  /** A request that came for the workspace's account and was kept. */
  readonly webhook: WebhookEntryId
  readonly invitation: InvitationId
  /** A file of consents that the admin brought, checked. */
  readonly upload: RowUploadId
  /** A file of contacts that the member brought, stopped. */
  readonly contactImport: RowUploadId
  /** A draft of the admin. */
  readonly campaign: CampaignId
  /** A bot of the workspace. */
  readonly bot: BotId
  readonly label: LabelId
  /** A saved filter of the member's own. */
  readonly savedFilter: SavedFilterId
  /** A saved text of the workspace. */
  readonly template: TemplateId
}

const secret = "a secret of tests, long enough to be one"

const userOf = (caller: Exclude<Caller, "stranger">, name: string, role: "admin" | "standard") => ({
  email: emails[caller],
  name,
  role,
  licensed: caller !== "unlicensed",
  apiKey: `key-${caller}`,
})

const acme = {
  // On trial everybody would have mails of messages, a moment after these.
  workspace: { name: "Acme", timeZone: "UTC", plan: "paid", defaultAdmin: emails.admin },
  users: [
    userOf("admin", "Ann Acme", "admin"),
    userOf("member", "Stan Acme", "standard"),
    userOf("colleague", "Omar Acme", "standard"),
    userOf("unlicensed", "Una Acme", "standard"),
  ],
  providers: [
    { id: "acme-sim", kind: "simulator" },
    {
      id: "acme-telnyx",
      kind: "telnyx",
      baseUrl: "http://127.0.0.1:9",
      apiKey: "KEY1",
      publicKey: `${"A".repeat(43)}=`,
    },
  ],
  senders: [
    {
      id: "acme-own",
      label: "Own",
      channel: "sms",
      address: "+15005550006",
      provider: "acme-sim",
      users: [emails.member],
    },
    {
      id: "acme-care",
      label: "Care",
      channel: "sms",
      address: "+15005550007",
      provider: "acme-sim",
      users: [emails.colleague],
    },
  ],
}

const other = {
  workspace: { name: "Other", timeZone: "UTC", plan: "paid" },
  users: [userOf("foreigner", "Eve", "admin")],
  providers: [{ id: "other-sim", kind: "simulator" }],
  senders: [
    {
      id: "other",
      label: "Other",
      channel: "sms",
      address: "+15005550009",
      provider: "other-sim",
      users: [emails.foreigner],
    },
  ],
}

const seeded = Effect.forEach([acme, other], (seed) =>
  Effect.gen(function* () {
    const file = yield* parseSeedFile(JSON.stringify(seed))
    yield* insertWorkspace(file, file.users.map(() => null), true)
  })).pipe(
    Effect.provide(SecretBox.layer.pipe(Layer.provide(Layer.succeed(SecretKey, Redacted.make(secret))))),
    Effect.orDie,
  )

const dataFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "converse-desk-access-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
)

/** The desk's own router, which notes what is added to it. */
const notingRouter = (routes: Set<string>) =>
  Layer.effect(
    HttpRouter.HttpRouter,
    HttpRouter.HttpRouter.use((router) =>
      Effect.succeed(HttpRouter.HttpRouter.of({
        ...router,
        add: (method, path, handler, options) => {
          routes.add(`${method} ${path}`)
          return router.add(method, path, handler, options)
        },
        addAll: (added) => {
          for (const { method, path } of added) routes.add(`${method} ${path}`)
          return router.addAll(added)
        },
      }))
    ),
  )

const served = (routes: Set<string>) =>
  HttpRouter.serve(Routes.pipe(Layer.provide(notingRouter(routes))), {
    disableLogger: true,
    disableListenLog: true,
    middleware: HttpMiddleware.compression(),
  }).pipe(Layer.provide(Server), Layer.provideMerge(ServicesLive))

/** The cookie of a session that this user has, whether they could still sign in or not. */
const cookieOf = Effect.fnUntraced(function* (email: string) {
  const sql = yield* SqlClient.SqlClient
  const { cookie } = yield* SignIn
  const token = randomUUID()
  yield* sql`INSERT INTO sessions (id, token, user_id, expires_at, created_at, updated_at)
    SELECT gen_random_uuid(), ${token}, id, now() + interval '1 hour', now(), now() FROM users WHERE email = ${email}`
  const signature = createHmac("sha256", cookie.secret).update(token).digest("base64")
  return `${cookie.name}=${encodeURIComponent(`${token}.${signature}`)}`
})

const Exit = Schema.fromJsonString(Schema.Struct({
  exit: Schema.Struct({ _tag: Schema.String, value: Schema.optionalKey(Schema.Unknown) }),
}))
const Saved = Schema.Struct({ contact: Schema.Struct({ id: ContactId }) })
const UserRow = Schema.Struct({ id: UserId })

/** Asks over the caller's socket: every frame of the answer, of a stream that never ends the first. */
type Ask = (
  caller: Caller,
  tag: string,
  payload: unknown,
  endless?: boolean,
) => Effect.Effect<ReadonlyArray<string>>

/** Each has a number and words that nothing else has. */
let customers = 0

const makeThings = Effect.fnUntraced(function* (asking: Ask) {
  const sql = yield* SqlClient.SqlClient
  const box = yield* SecretBox
  const secretOf = (bot: BotId) => box.seal("whsec_c2VjcmV0", secretPlace(bot))
  const ask = Effect.fnUntraced(function* (caller: Caller, tag: string, payload: object) {
    const frames = yield* asking(caller, tag, payload)
    const { exit } = yield* Effect.orDie(Schema.decodeUnknownEffect(Exit)(frames.at(-1)))
    return exit._tag === "Success" ? exit.value : yield* Effect.die(`${tag}: ${frames.join("\n")}`)
  })
  const n = ++customers
  const phone = `+1415555${1000 + n}`
  const text = `secretword${n}`
  const name = `Hidden Person ${n}`
  const sender = SenderId.make("acme-own")
  const conversation = conversationIdOf(sender, canonicalAddress(phone))
  const message = MessageId.make(randomUUID())
  const bulk = BulkId.make(randomUUID())
  const mail = MailId.make(randomUUID())
  const invitation = InvitationId.make(randomUUID())
  const upload = RowUploadId.make(randomUUID())
  const contactImport = RowUploadId.make(randomUUID())
  const template = TemplateId.make(randomUUID())
  const campaign = CampaignId.make(randomUUID())
  const [member] = yield* Effect.orDie(
    Effect.flatMap(
      sql`SELECT id FROM users WHERE email = ${emails.member}`,
      Schema.decodeUnknownEffect(Schema.Array(UserRow)),
    ),
  )
  if (!member) return yield* Effect.die("no member")
  yield* Effect.orDie(
    sql`INSERT INTO mails (id, workspace_id, kind, recipient, subject, html, text, secret, status)
    SELECT ${mail}, workspace_id, 'invitation', email, ${text}, '', '', false, 'kept' FROM users WHERE id = ${member.id}`,
  )
  const [webhook] = yield* Effect.orDie(
    Effect.flatMap(
      sql`INSERT INTO webhook_log (workspace_id, account_id, received_at, endpoint, outcome, updates, detail, request, body)
        SELECT workspace_id, id, now(), 'messages', 'malformed', 0, ${text}, '{"method":"POST","url":"","headers":{}}', ''
        FROM provider_accounts WHERE id = 'acme-sim' RETURNING id::int`,
      Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: WebhookEntryId }))),
    ),
  )
  if (!webhook) return yield* Effect.die("no webhook")
  const file = MediaUploadId.make(randomUUID())
  yield* Effect.orDie(
    sql`INSERT INTO uploads (id, workspace_id, user_id, name, type, size, key)
      SELECT ${file}, workspace_id, id, 'a.txt', 'text/plain', 1, workspace_id || '/' || gen_random_uuid()
      FROM users WHERE id = ${member.id}`,
  )
  yield* Effect.orDie(
    sql`INSERT INTO invitations (id, workspace_id, email, name, role, licensed, token_hash, expires_at)
    SELECT ${invitation}, workspace_id, ${`${invitation}@acme.test`}, ${name}, 'standard', true,
      sha256(${invitation}::text::bytea), now() + interval '7 days' FROM users WHERE id = ${member.id}`,
  )
  yield* Effect.orDie(
    sql`INSERT INTO row_uploads (id, workspace_id, user_id, kind, name, bytes, heads, columns, total, received, refused, state)
    SELECT v.id::uuid, workspace_id, u.id, kind, ${`${text}.csv`}, 1, '[]', '{}', 1, 1, 1, state
    FROM users u, (VALUES (${upload}, 'consents', 'checked'), (${contactImport}, 'contacts', 'stopped')) v (id, kind, state)
    WHERE u.id = ${member.id}`,
  )
  yield* Effect.orDie(
    sql`INSERT INTO uploaded_rows (upload_id, line, fields, numbers, outcome, fault, reason)
    SELECT id, 2, ${JSON.stringify([name, phone])}::jsonb, '{}', 'refused', 'no_number', ${text}
    FROM row_uploads WHERE id IN (${upload}, ${contactImport})`,
  )
  yield* Effect.orDie(
    sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body)
    SELECT ${template}, workspace_id, 'sms', 'conversation', ${template}::text, ${template}::text, 'en', 'Hello' FROM users
    WHERE id = ${member.id}`,
  )
  yield* Effect.orDie(
    sql`INSERT INTO campaigns (id, workspace_id, draft, created_by)
    SELECT ${campaign}, workspace_id, ${JSON.stringify({ ...emptyDraft, name: text })}::jsonb, id FROM users
    WHERE id = ${member.id}`,
  )
  const bot = BotId.make(randomUUID())
  // One at a time, however many things there are: a workspace has few.
  yield* Effect.orDie(sql`DELETE FROM bots`)
  yield* Effect.orDie(
    sql`INSERT INTO bots (id, workspace_id, name, url, sealed_secret, key_hash, time_limit_seconds, quiet_hours)
    SELECT ${bot}, workspace_id, 'Menu', 'http://127.0.0.1:9/', ${
      secretOf(bot)
    }, sha256(${bot}::text::bytea), 5, 8
    FROM users WHERE id = ${member.id}`,
  )
  yield* Effect.orDie(sql`UPDATE labels SET retired_at = now() WHERE retired_at IS NULL`)
  const label = yield* Effect.orDie(
    Effect.flatMap(
      ask("admin", "Label.add", { settings: { name: `Label ${n}`, colour: "teal" } }),
      Schema.decodeUnknownEffect(Schema.Struct({ id: LabelId })),
    ),
  )
  yield* Effect.orDie(sql`DELETE FROM saved_filters`)
  const savedFilter = yield* Effect.orDie(
    Effect.flatMap(
      ask("member", "SavedFilter.add", {
        settings: {
          name: "Own",
          shared: false,
          filter: { view: { _tag: "Mine" }, unreadOnly: true, channel: null },
        },
      }),
      Schema.decodeUnknownEffect(Schema.Struct({ id: SavedFilterId })),
    ),
  )
  yield* ask("admin", "Simulator.write", { senderId: sender, from: phone, text })
  yield* ask("member", "Conversation.send", { id: conversation, messageId: message, text: `answer ${text}` })
  const saved = yield* ask("member", "Contact.save", {
    edition: null,
    fields: { name, phones: [phone], email: null },
    conversationId: conversation,
  })
  const { contact } = yield* Effect.orDie(Schema.decodeUnknownEffect(Saved)(saved))
  yield* Effect.orDie(
    sql`INSERT INTO bulk_jobs (user_id, id, workspace_id, action, total, done, moved, ended_at)
    SELECT id, ${bulk}, workspace_id, ${
      JSON.stringify({ _tag: "Assign", to: member.id })
    }::jsonb, 1, 1, 1, now()
    FROM users WHERE email = ${emails.admin}`,
  )
  yield* Effect.orDie(
    sql`INSERT INTO bulk_items (user_id, job_id, position, conversation_id, owner_id, inbound_count, owner_unread, moved)
    SELECT user_id, id, 0, gen_random_uuid(), user_id, 1, 0, true FROM bulk_jobs WHERE id = ${bulk}`,
  )
  yield* ask("admin", "Conversation.items", { id: conversation, after: 0, before: null, limit: 50 }).pipe(
    Effect.repeat({ until: (items) => JSON.stringify(items).includes(`"status":"delivered"`) }),
  )
  const things: Things = {
    conversation,
    message,
    text,
    contact: contact.id,
    name,
    phone,
    sender,
    bulk,
    mail,
    webhook: webhook.id,
    file,
    invitation,
    upload,
    contactImport,
    campaign,
    template,
    bot,
    label: label.id,
    savedFilter: savedFilter.id,
    account: "acme-telnyx",
    member: member.id,
    memberEmail: emails.member,
  }
  return things
})

export const absentThings: Things = {
  conversation: conversationIdOf(SenderId.make("nowhere"), canonicalAddress("+14155559999")),
  message: MessageId.make(randomUUID()),
  text: "nosuchword",
  contact: ContactId.make(randomUUID()),
  name: "Absent Person",
  phone: "+14155559999",
  sender: SenderId.make("nowhere"),
  account: "nowhere",
  member: UserId.make(randomUUID()),
  memberEmail: "nobody@acme.test",
  bulk: BulkId.make(randomUUID()),
  mail: MailId.make(randomUUID()),
  webhook: WebhookEntryId.make(2_000_000_000),
  file: MediaUploadId.make(randomUUID()),
  invitation: InvitationId.make(randomUUID()),
  upload: RowUploadId.make(randomUUID()),
  contactImport: RowUploadId.make(randomUUID()),
  campaign: CampaignId.make(randomUUID()),
  template: TemplateId.make(randomUUID()),
  bot: BotId.make(randomUUID()),
  label: LabelId.make(randomUUID()),
  savedFilter: SavedFilterId.make(randomUUID()),
}

const make = Effect.gen(function* () {
  const { url: databaseUrl } = yield* TestDatabase
  yield* seeded
  const port = yield* freePort
  const config = ConfigProvider.fromEnvRecord({
    PORT: String(port),
    DATABASE_URL: Redacted.value(databaseUrl),
    DATA_DIR: yield* dataFolder,
    SECRET_KEY: secret,
  })
  const routes = new Set<string>()
  const services = yield* Layer.build(
    served(routes).pipe(
      Layer.provide([NodeServices.layer, FetchHttpClient.layer]),
      Layer.provide(ConfigProvider.layer(config)),
      Layer.fresh,
    ),
  )
  const url = `http://127.0.0.1:${port}`
  const credentialsOf = Effect.fnUntraced(function* (caller: Caller) {
    const cookie = caller === "stranger" ? "" : yield* cookieOf(emails[caller])
    const socket = yield* Effect.acquireRelease(
      Effect.promise(() => RawSocket.open(url, cookie)),
      (open) => Effect.promise(() => open[Symbol.asyncDispose]()),
    )
    return { cookie, socket }
  }, Effect.provideContext(services))
  const credentials = yield* Effect.all({
    admin: credentialsOf("admin"),
    member: credentialsOf("member"),
    colleague: credentialsOf("colleague"),
    unlicensed: credentialsOf("unlicensed"),
    foreigner: credentialsOf("foreigner"),
    stranger: credentialsOf("stranger"),
  })
  const ask: Ask = (caller, tag, payload, endless) =>
    Effect.promise(() => credentials[caller].socket.ask(tag, payload, endless))
  yield* ask("admin", "Simulator.switch", { ...defaultSwitches, latencyMillis: 0, jitterMillis: 0 })
  return AccessDesk.of({
    url,
    routes,
    ask,
    follow: (caller, tag, payload) =>
      Effect.acquireRelease(
        Effect.promise(async () => {
          const socket = await RawSocket.open(url, credentials[caller].cookie)
          return { socket, followed: socket.follow(tag, payload) }
        }),
        ({ socket }) => Effect.promise(() => socket[Symbol.asyncDispose]()),
      ).pipe(Effect.map(({ followed }) => followed)),
    cookie: (caller) => credentials[caller].cookie,
    key: (caller): Record<string, string> =>
      caller === "stranger" ? {} : { authorization: `Bearer key-${caller}` },
    makeThings: makeThings(ask).pipe(Effect.provideContext(services)),
  })
}).pipe(Effect.orDie)

/** The whole server in this process, on a port, with two workspaces and a session for every kind of caller. */
export class AccessDesk extends Context.Service<AccessDesk, {
  readonly url: string
  /** Every route that was added to the router, as `GET /path`. */
  readonly routes: ReadonlySet<string>
  readonly ask: Ask
  /** A stream on a socket of its own: what it said so far, and the moment at which it has said a text. */
  readonly follow: (
    caller: Caller,
    tag: string,
    payload: unknown,
  ) => Effect.Effect<Followed, never, Scope.Scope>
  /** For the desk's own routes; empty for a stranger. */
  readonly cookie: (caller: Caller) => string
  /** For the public API. */
  readonly key: (caller: Caller) => Record<string, string>
  /** A conversation of the member's with everything that hangs on it, at rest. */
  readonly makeThings: Effect.Effect<Things>
}>()("desk/test/AccessDesk") {
  static readonly layer = Layer.effect(AccessDesk, make).pipe(Layer.provideMerge(TestDatabase.layer))
}
