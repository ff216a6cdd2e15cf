import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { randomUUID } from "node:crypto"
import { BotId } from "../domain/bot/BotMark.ts"
import { canonicalAddress } from "../domain/contact/Address.ts"
import { ContactId } from "../domain/contact/Contact.ts"
import { WebhookEntryId } from "../domain/account/WebhookEntry.ts"
import { CampaignId } from "../domain/campaign/CampaignMark.ts"
import { emptyDraft } from "../domain/campaign/Campaign.ts"
import { LabelId } from "../domain/label/Label.ts"
import { MailId } from "../domain/mail/Mail.ts"
import { MessageId } from "../domain/conversation/MessageId.ts"
import { SavedFilterId } from "../domain/inbox/SavedFilter.ts"
import { BulkId } from "../domain/inbox/Bulk.ts"
import { MediaUploadId } from "../domain/media/Upload.ts"
import { SenderId } from "../domain/sender/Sender.ts"
import { UserId } from "../domain/user/User.ts"
import { InvitationId } from "../domain/user/UserAccount.ts"
import { TemplateId } from "../domain/template/Template.ts"
import { RowUploadId } from "../domain/upload/RowUpload.ts"
import { SecretBox } from "../server/accounts/SecretBox.ts"
import { secretPlace } from "../server/bots/BotDeliveryLive.ts"
import { conversationIdOf } from "../server/conversations/conversationIdOf.ts"
import { type Caller, emails } from "./Caller.ts"
import type { Things } from "./Things.ts"

const Exit = Schema.fromJsonString(Schema.Struct({
  exit: Schema.Struct({ _tag: Schema.String, value: Schema.optionalKey(Schema.Unknown) }),
}))
const Saved = Schema.Struct({ contact: Schema.Struct({ id: ContactId }) })
const UserRow = Schema.Struct({ id: UserId })

/** Asks over the caller's socket: every frame of the answer, of a stream that never ends the first. */
export type Ask = (
  caller: Caller,
  tag: string,
  payload: unknown,
  endless?: boolean,
) => Effect.Effect<ReadonlyArray<string>>

/** Each has a number and words that nothing else has. */
let customers = 0

/** A conversation of the member's with everything that hangs on it, at rest. */
export const makeThings = Effect.fnUntraced(function* (asking: Ask) {
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
