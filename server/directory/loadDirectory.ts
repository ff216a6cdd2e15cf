import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { AccountProblemKind } from "../../domain/account/AccountProblem.ts"
import { BotId } from "../../domain/bot/BotMark.ts"
import { Keywords } from "../../domain/consent/Keywords.ts"
import { canonicalAddress } from "../../domain/contact/Address.ts"
import { SavedFilter } from "../../domain/inbox/SavedFilter.ts"
import { Label, type LabelId } from "../../domain/label/Label.ts"
import { type Channel, Sender, type SenderId } from "../../domain/sender/Sender.ts"
import { User, UserId } from "../../domain/user/User.ts"
import { Workspace, WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { ProviderCredentials } from "../channels/ProviderAccount.ts"
import type { AccountRecord, DirectorySnapshot } from "./Directory.ts"

/** A problem of an account while it lasts. */
const StoredProblem = Schema.Struct({
  kind: AccountProblemKind,
  subject: Schema.String,
  detail: Schema.String,
  since: Schema.Int,
})

const Rows = Schema.fromJsonString(Schema.Struct({
  workspaces: Schema.Array(Schema.Struct({
    ...Workspace.fields,
    defaultAdmin: Schema.NullOr(UserId),
    keywords: Keywords,
  })),
  users: Schema.Array(Schema.Struct({ ...User.fields, workspaceId: WorkspaceId })),
  senders: Schema.Array(
    Schema.Struct({
      ...Sender.fields,
      workspaceId: WorkspaceId,
      accountId: Schema.String,
      numberId: Schema.NullOr(Schema.String),
    }),
  ),
  bots: Schema.Array(Schema.Struct({
    id: BotId,
    workspaceId: WorkspaceId,
    name: Schema.String,
    keyHash: Schema.String,
    quietHours: Schema.Int,
    skippedUntil: Schema.NullOr(Schema.Int),
    problem: Schema.NullOr(Schema.String),
    failingSince: Schema.NullOr(Schema.Int),
  })),
  labels: Schema.Array(Schema.Struct({ ...Label.fields, workspaceId: WorkspaceId })),
  savedFilters: Schema.Array(
    Schema.Struct({ ...SavedFilter.fields, workspaceId: WorkspaceId, userId: UserId }),
  ),
  accounts: Schema.Array(Schema.Struct({
    id: Schema.String,
    workspaceId: WorkspaceId,
    baseUrl: Schema.NullOr(Schema.String),
    label: Schema.String,
    version: Schema.Int,
    disabledAt: Schema.NullOr(Schema.Int),
    problems: Schema.Array(StoredProblem),
    sealedCredentials: Schema.String,
  })),
}))

const decodeRows = Schema.decodeUnknownEffect(Rows)
const decodeCredentials = Schema.decodeUnknownEffect(Schema.fromJsonString(ProviderCredentials))

/** The place that an account's credentials are sealed for: see `SecretBox`. */
export const credentialsPlace = (accountId: string): string => `provider_accounts/${accountId}`

const senderKey = (accountId: string, channel: Channel, address: string): string =>
  JSON.stringify([accountId, channel, canonicalAddress(address)])

const numberKey = (accountId: string, channel: Channel, numberId: string): string =>
  JSON.stringify([accountId, channel, numberId])

const byId = <Id, Row extends { readonly id: Id }>(rows: ReadonlyArray<Row>): ReadonlyMap<Id, Row> =>
  new Map(rows.map((row) => [row.id, row]))

/** Everything in one statement, thus as it was at one moment, as JSON text that can be compared with an earlier one. */
const readText = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly text: string }>`
    SELECT json_build_object(
      'workspaces', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'name', name, 'timeZone', time_zone, 'plan', plan, 'waitingLimitMinutes',
        waiting_limit_minutes, 'quietHours', quiet_hours, 'hours',
        json_build_object('timeZone', time_zone, 'weekly', hours, 'holidays', holidays), 'demo', demo, 'defaultAdmin', default_admin, 'keywords', keywords
      ) ORDER BY created_at, id), '[]') FROM workspaces),
      'users', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'email', email, 'name', name, 'role', role, 'licensed', licensed, 'workspaceId', workspace_id
      ) ORDER BY name, id), '[]') FROM users),
      'senders', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'label', label, 'channel', channel, 'address', address, 'workspaceId', workspace_id,
        'accountId', account_id, 'ratePerSecond', rate_per_second, 'numberId', phone_number_id, 'hours', hours, 'bot', (
          SELECT json_build_object('id', b.id, 'name', b.name) FROM bots b WHERE b.id = senders.bot_id
        ), 'users', (
          SELECT coalesce(json_agg(user_id ORDER BY user_id), '[]') FROM sender_users WHERE sender_id = senders.id
        )
      ) ORDER BY label, id), '[]') FROM senders),
      'bots', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'workspaceId', workspace_id, 'name', name, 'keyHash', encode(key_hash, 'hex'),
        'quietHours', quiet_hours, 'skippedUntil', (extract(epoch FROM skipped_until) * 1000)::bigint,
        'problem', problem, 'failingSince', (extract(epoch FROM failing_since) * 1000)::bigint
      ) ORDER BY name, id), '[]') FROM bots),
      'labels', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'workspaceId', workspace_id, 'name', name, 'colour', colour
      ) ORDER BY lower(name), id), '[]') FROM labels WHERE retired_at IS NULL),
      'savedFilters', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'workspaceId', workspace_id, 'userId', user_id, 'shared', shared, 'name', name, 'filter', filter
      ) ORDER BY lower(name), id), '[]') FROM saved_filters),
      'accounts', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'workspaceId', workspace_id, 'baseUrl', base_url, 'sealedCredentials', sealed_credentials,
        'label', label, 'version', version, 'disabledAt', (extract(epoch FROM disabled_at) * 1000)::bigint, 'problems', (
          SELECT coalesce(json_agg(json_build_object('kind', kind, 'subject', subject, 'detail', detail,
            'since', (extract(epoch FROM since) * 1000)::bigint) ORDER BY kind, subject), '[]')
          FROM account_problems WHERE account_id = provider_accounts.id AND (until IS NULL OR until > now()))
      ) ORDER BY id), '[]') FROM provider_accounts)
    )::text AS text`
  return row?.text ?? ""
})

/** Reads the directory of all workspaces; fails when an account's credentials do not open with this node's key. */
export const loadDirectory = Effect.gen(function* () {
  const box = yield* SecretBox
  const text = yield* readText
  const rows = yield* decodeRows(text)

  const accounts = yield* Effect.forEach(
    rows.accounts,
    Effect.fnUntraced(function* (row) {
      const { sealedCredentials, ...known } = row
      const opened = yield* box.open(sealedCredentials, credentialsPlace(row.id))
      const account: AccountRecord = { ...known, credentials: yield* decodeCredentials(opened) }
      return account
    }),
  )

  const senders = byId<SenderId, typeof rows.senders[number]>(rows.senders)
  const senderByAddress = new Map(
    rows.senders.map((sender) => [senderKey(sender.accountId, sender.channel, sender.address), sender]),
  )
  const senderByNumber = new Map(
    rows.senders.flatMap((sender) =>
      sender.numberId === null
        ? []
        : [[numberKey(sender.accountId, sender.channel, sender.numberId), sender] as const]
    ),
  )
  const snapshot: DirectorySnapshot = {
    workspaces: byId(rows.workspaces),
    users: byId(rows.users),
    senders,
    bots: byId<BotId, typeof rows.bots[number]>(rows.bots),
    labels: byId<LabelId, typeof rows.labels[number]>(rows.labels),
    savedFilters: rows.savedFilters,
    accounts: byId(accounts),
    senderAt: (accountId, channel, address, numberId = null) =>
      (numberId === null ? undefined : senderByNumber.get(numberKey(accountId, channel, numberId))) ??
        senderByAddress.get(senderKey(accountId, channel, address)),
  }
  return { text, snapshot }
}).pipe(Effect.withSpan("Directory.load"))
