import { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { createHash, randomUUID } from "node:crypto"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import type { Holiday } from "../../domain/hours/BusinessHours.ts"
import { languageTag } from "../../domain/language/languageTag.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { templateKey } from "../../domain/template/Template.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { secretPlace } from "../bots/BotDeliveryLive.ts"
import { hashOfKey } from "../bots/Bots.ts"
import { type PermissionRecord, permissionStatement } from "../consent/permissionStatement.ts"
import { credentialsPlace } from "../directory/loadDirectory.ts"
import type { SeedFile } from "./SeedFile.ts"

interface UserIds {
  readonly of: (email: string) => string | undefined
}

const insertUsers = Effect.fnUntraced(function* (
  seed: SeedFile,
  passwordHashes: ReadonlyArray<string | null>,
  workspaceId: string,
) {
  const sql = yield* SqlClient.SqlClient
  const ids = new Map<string, string>()
  for (const [index, user] of seed.users.entries()) {
    const id = randomUUID()
    const email = user.email.toLowerCase()
    ids.set(email, id)
    yield* sql`
      INSERT INTO users (id, workspace_id, email, email_verified, name, role, licensed)
      VALUES (${id}, ${workspaceId}, ${email}, true, ${user.name}, ${user.role}, ${user.licensed})`
    const hash = passwordHashes[index]
    if (typeof hash === "string") {
      yield* sql`
        INSERT INTO credentials (user_id, account_id, provider_id, password)
        VALUES (${id}, ${id}, 'credential', ${hash})`
    }
    if (user.apiKey !== undefined) {
      const keyHash = createHash("sha256").update(user.apiKey).digest("hex")
      yield* sql`INSERT INTO api_keys (hash, user_id) VALUES (decode(${keyHash}, 'hex'), ${id})`
    }
  }
  const userIds: UserIds = { of: (email) => ids.get(email.toLowerCase()) }
  return userIds
})

const insertProviders = Effect.fnUntraced(function* (seed: SeedFile, workspaceId: string) {
  const sql = yield* SqlClient.SqlClient
  const box = yield* SecretBox
  for (const { baseUrl, id, ...credentials } of seed.providers) {
    const sealed = box.seal(JSON.stringify(credentials), credentialsPlace(id))
    yield* sql`
      INSERT INTO provider_accounts (id, workspace_id, kind, base_url, sealed_credentials)
      VALUES (${id}, ${workspaceId}, ${credentials.kind}, ${baseUrl ?? null}, ${sealed})`
  }
})

const insertSenders = Effect.fnUntraced(function* (seed: SeedFile, users: UserIds, workspaceId: string) {
  const sql = yield* SqlClient.SqlClient
  for (const { address, channel, id, label, phoneNumberId, provider, users: emails } of seed.senders) {
    yield* sql`
      INSERT INTO senders (id, workspace_id, account_id, label, channel, address, phone_number_id)
      VALUES (${id}, ${workspaceId}, ${provider}, ${label}, ${channel}, ${address}, ${phoneNumberId ?? null})`
    for (const email of emails) {
      yield* sql`INSERT INTO sender_users (sender_id, user_id) VALUES (${id}, ${users.of(email) ?? null})`
    }
  }
})

const insertBots = Effect.fnUntraced(function* (seed: SeedFile, workspaceId: string) {
  const sql = yield* SqlClient.SqlClient
  const box = yield* SecretBox
  for (const { apiKey, name, quietHours, secret, senders, timeLimitSeconds, url } of seed.bots) {
    const id = randomUUID()
    yield* sql`
      INSERT INTO bots (id, workspace_id, name, url, sealed_secret, key_hash, time_limit_seconds, quiet_hours)
      VALUES (${id}, ${workspaceId}, ${name}, ${url}, ${box.seal(secret, secretPlace(id))},
        decode(${hashOfKey(apiKey)}, 'hex'), ${timeLimitSeconds}, ${quietHours})`
    yield* sql`UPDATE senders SET bot_id = ${id} WHERE ${sql.in("id", senders)}`
  }
})

/** In two statements, since an operator may bring many thousands. No list may be of nulls alone: their type could not be told. */
const insertContacts = Effect.fnUntraced(function* (seed: SeedFile, workspaceId: string) {
  const sql = yield* SqlClient.SqlClient
  const contacts = seed.contacts.map((contact) => ({ ...contact, id: randomUUID() }))
  const phones = contacts.flatMap(({ id, phones }) => phones.map((phone) => ({ id, phone })))
  yield* sql`
    INSERT INTO contacts (id, workspace_id, name, language)
    SELECT id, ${workspaceId}, name, nullif(language, '')
    FROM unnest(
      ${contacts.map(({ id }) => id)}::uuid[],
      ${contacts.map(({ name }) => name)}::text[],
      ${contacts.map(({ language = "" }) => languageTag(language) ?? "")}::text[]
    ) AS rows (id, name, language)`
  yield* sql`
    INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
    SELECT ${workspaceId}, canonical, phone, id
    FROM unnest(
      ${phones.map(({ phone }) => canonicalAddress(phone))}::text[],
      ${phones.map(({ phone }) => phone)}::text[],
      ${phones.map(({ id }) => id)}::uuid[]
    ) AS rows (canonical, phone, id)`
})

/** A seed names days only, perhaps one twice. */
const closedOn = (dates: ReadonlyArray<string>): ReadonlyArray<Holiday> =>
  [...new Set(dates)].sort().map((date) => ({ date, name: "", hours: [] }))

const consentsAtOnce = 1000

const insertConsents = Effect.fnUntraced(function* (seed: SeedFile, workspaceId: string) {
  const sql = yield* PgClient.PgClient
  const records = seed.consents.map(({ at, channel, phone, source }): PermissionRecord => ({
    workspaceId: WorkspaceId.make(workspaceId),
    channel,
    address: canonicalAddress(phone),
    what: "given",
    origin: "seed",
    at: Date.parse(at),
    source,
    proof: null,
    by: null,
    conversationId: null,
    providerHolds: false,
  }))
  for (let from = 0; from < records.length; from += consentsAtOnce) {
    yield* permissionStatement(sql, records.slice(from, from + consentsAtOnce))
  }
})

const insertTemplates = Effect.fnUntraced(function* (seed: SeedFile, workspaceId: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = seed.templates.map(({ name, text, ...rest }) => ({
    ...rest,
    name: name.trim(),
    key: templateKey(name),
    body: text,
  }))
  yield* sql`
    INSERT INTO templates (workspace_id, channel, type, name, key, language, body)
    SELECT ${workspaceId}, channel, type, name, key, language, body
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS r(channel text, type text, name text, key text, language text, body text)`
})

/**
 * Writes a seed's workspace within the caller's transaction. `passwordHashes` go with `seed.users` by position; a user
 * without one cannot sign in by password. Without a named default admin, the first admin is it.
 */
export const insertWorkspace = Effect.fn("insertWorkspace")(
  function* (seed: SeedFile, passwordHashes: ReadonlyArray<string | null>, demo: boolean) {
    const sql = yield* SqlClient.SqlClient
    const { defaultAdmin, holidays, hours, name, plan, timeZone } = seed.workspace
    const id = randomUUID()
    yield* sql`
      INSERT INTO workspaces (id, name, time_zone, plan, demo, hours, holidays)
      VALUES (${id}, ${name}, ${timeZone}, ${plan}, ${demo}, ${hours ? JSON.stringify(hours) : null}::jsonb,
        ${JSON.stringify(closedOn(holidays))}::jsonb)`
    const users = yield* insertUsers(seed, passwordHashes, id)
    const admin = defaultAdmin ?? seed.users.find(({ role }) => role === "admin")?.email
    if (admin !== undefined) {
      yield* sql`UPDATE workspaces SET default_admin = ${users.of(admin) ?? null} WHERE id = ${id}`
    }
    yield* insertProviders(seed, id)
    yield* insertSenders(seed, users, id)
    yield* insertBots(seed, id)
    yield* insertContacts(seed, id)
    yield* insertConsents(seed, id)
    yield* insertTemplates(seed, id)
  },
)
