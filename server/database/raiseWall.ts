import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { deskRole } from "./DeskRole.ts"

/** What tables say for themselves that have a `workspace_id`, as most have. */
const ownWorkspace = "workspace_id = (SELECT desk_workspace())"
/** Conversations are behind the wall themselves. */
const ofConversation = (table: string) =>
  `EXISTS (SELECT FROM conversations c WHERE c.id = ${table}.conversation_id)`
const ofCampaign = "campaign_id IN (SELECT id FROM campaigns)"
const ofUser = "user_id IN (SELECT id FROM users)"

/** Which rows are a workspace's, in tables without a `workspace_id`. */
const rules: Readonly<Record<string, string>> = {
  // CONV-4: what campaigns alone said no call of a user comes across; its items and deliveries follow.
  conversations: `${ownWorkspace} AND begun`,
  workspaces: "id = (SELECT desk_workspace())",
  items: ofConversation("items"),
  deliveries: ofConversation("deliveries"),
  members: ofUser,
  label_places: ofUser,
  inbox_counts: ofUser,
  sender_users: ofUser,
  drafts: ofUser,
  bulk_items: ofUser,
  campaign_recipients: ofCampaign,
  campaign_tallies: ofCampaign,
  uploaded_rows: "upload_id IN (SELECT id FROM row_uploads)",
}

/**
 * What users' calls do with a table directly; nothing with one that is not named. What only the journal writes can be read
 * only, and tables of credentials or of search words, whose operators cannot be used behind a wall, not at all.
 */
const rights: Readonly<Record<string, ReadonlyArray<string>>> = {
  workspaces: ["SELECT"],
  users: ["SELECT"],
  senders: ["SELECT"],
  labels: ["SELECT"],
  saved_filters: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  sender_users: ["SELECT"],
  conversations: ["SELECT"],
  items: ["SELECT"],
  deliveries: ["SELECT"],
  members: ["SELECT"],
  label_places: ["SELECT"],
  inbox_counts: ["SELECT"],
  drafts: ["SELECT"],
  contacts: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  contact_phones: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  // Written by the triggers of contacts.
  conversation_names: ["SELECT", "UPDATE"],
  erasures: ["INSERT"],
  feed: ["INSERT"],
  mails: ["SELECT"],
  notices: ["SELECT", "INSERT", "UPDATE"],
  contact_notes: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  row_uploads: ["SELECT", "INSERT", "UPDATE"],
  uploaded_rows: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  transcript_jobs: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  bulk_jobs: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  bulk_items: ["SELECT", "INSERT", "UPDATE"],
  notification_settings: ["SELECT", "INSERT", "UPDATE"],
  permissions: ["SELECT", "INSERT", "UPDATE"],
  permission_records: ["SELECT", "INSERT"],
  // Read where an opt-out is recorded: it holds under every name of the person.
  address_ties: ["SELECT"],
  // Word for conversations' actors of what was said of their number.
  webhook_inbox: ["INSERT"],
  uploads: ["SELECT", "UPDATE"],
  media_files: ["SELECT", "INSERT"],
  campaigns: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  campaign_recipients: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  campaign_tallies: ["SELECT"],
  templates: ["SELECT", "INSERT", "UPDATE"],
  template_syncs: ["SELECT", "UPDATE"],
  transcripts: ["SELECT", "INSERT"],
  // With what it tells of, in the same transaction.
  audit_log: ["SELECT", "INSERT"],
}

interface Table {
  readonly name: string
  readonly hasWorkspace: boolean
  /** The rule that it has by now. */
  readonly rule: string | null
  readonly walled: boolean
  readonly granted: ReadonlyArray<string>
}

/** Any number that only this locks. */
const advisoryLock = 7_305_162_013

const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<Table>`
    SELECT t.relname AS name, t.relrowsecurity AS walled,
      EXISTS (SELECT FROM pg_attribute WHERE attrelid = t.oid AND attname = 'workspace_id' AND NOT attisdropped)
        AS has_workspace,
      (SELECT obj_description(oid, 'pg_policy') FROM pg_policy WHERE polrelid = t.oid AND polname = 'workspace') AS rule,
      ARRAY(SELECT granted.privilege_type::text FROM aclexplode(t.relacl) granted
        WHERE granted.grantee = ${deskRole}::regrole) AS granted
    FROM pg_class t
    WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace ORDER BY t.relname`
})

/** The statements that a table still needs. */
const missingAt = ({ granted, hasWorkspace, name, rule, walled }: Table): ReadonlyArray<string> => {
  const wanted = rules[name] ?? (hasWorkspace ? ownWorkspace : null)
  const needed = (rights[name] ?? []).filter((right) => !granted.includes(right))
  return [
    ...(wanted === null || (walled && rule === wanted) ? [] : [
      `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`,
      `DROP POLICY IF EXISTS workspace ON ${name}`,
      `CREATE POLICY workspace ON ${name} USING (${wanted})`,
      `COMMENT ON POLICY workspace ON ${name} IS '${wanted}'`,
    ]),
    ...(needed.length === 0 ? [] : [`GRANT ${needed.join(", ")} ON ${name} TO ${deskRole}`]),
  ]
}

const workspaceAsked =
  `CREATE OR REPLACE FUNCTION desk_workspace() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('desk.workspace', true), '')::uuid`

/**
 * The second wall (AUTH-4): row-level security around every table that holds a workspace's data, for the role in which
 * users' calls are made. Raised after the migrations at each start, so that no table of a later one stands outside; the
 * owner, and with it the journal, the feed and the search, goes through.
 */
export const raiseWall = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const missing = Effect.map(tables, (found) => found.flatMap(missingAt))
  if ((yield* missing).length === 0) return
  yield* sql.withTransaction(Effect.gen(function* () {
    yield* sql`SELECT pg_advisory_xact_lock(${advisoryLock}::bigint)`
    yield* sql.unsafe(workspaceAsked)
    for (const statement of yield* missing) yield* sql.unsafe(statement)
  }))
}).pipe(Effect.withSpan("raiseWall"))
