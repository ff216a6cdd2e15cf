import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Latch, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { MailId, MailKind, MailStatus, MailSummary, MailView } from "../../domain/mail/Mail.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { MailPage } from "../../domain/rpc/MailRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { messageMailSubject } from "../notifications/messageMail.ts"
import { type MailPointer, ToldMails } from "../notifications/ToldMails.ts"
import type { MailContent } from "./composeMail.ts"
import { SmtpTransport } from "./SmtpTransport.ts"

type Viewer = CurrentUser["Service"]

/** A mail to be sent. */
export interface NewMail extends MailContent {
  readonly workspaceId: WorkspaceId
  readonly to: string
  readonly kind: MailKind
  /** It has a link that lets its reader in: its words are forgotten once it is delivered. */
  readonly secret?: boolean
  /** A second mail of the workspace with the same key is none. */
  readonly dedupeKey?: string
}

/** What the subject of a mail about a message is made of, where the mail only points to it. */
interface About {
  readonly name: string | null
  readonly address: string
  readonly channel: Channel
  readonly sender: string
  readonly types: ReadonlyArray<string>
}

interface Row {
  readonly id: MailId
  readonly kind: MailKind
  readonly recipient: string
  readonly subject: string
  readonly about: About | null
  readonly status: MailStatus
  readonly attempts: number
  readonly problem: string | null
  readonly createdAt: Date
  /** As the page's cursor: microseconds that a Date does not keep. */
  readonly position: string
}

const adminsOnly = new Refusal({ code: "not_allowed", message: "This page is for admins." })
const noSuchMail = new Refusal({ code: "not_found", message: "There is no such mail." })
const couldNotRead = orUnavailable("The mails could not be read. Try again.")

const summaryOf = ({ about, createdAt, position: _, recipient, subject, ...row }: Row): MailSummary => ({
  ...row,
  subject: about === null
    ? subject
    : messageMailSubject({ ...about, contact: about.name ?? formatAddress(about.address) }),
  to: recipient,
  createdAt: createdAt.getTime(),
})

/** A page ends at `<epoch microseconds>.<id>`. */
const cursorPattern = /^(\d{1,20})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/**
 * Writes mails. One is a row of the caller's transaction: what it tells of and the mail are there both or not at all.
 * MailDelivery hands it to the mail server afterwards, and nothing ever waits for that.
 */
export class Mailer extends Context.Service<Mailer, {
  readonly send: (mail: NewMail) => Effect.Effect<void, SqlError.SqlError>
  /** Open while there may be something to deliver. */
  readonly written: Latch.Latch
  /** The newest first, for admins. */
  readonly list: (
    viewer: Viewer,
    limit: number,
    cursor: string | null,
  ) => Effect.Effect<MailPage, Refusal | Unavailable>
  readonly get: (viewer: Viewer, id: MailId) => Effect.Effect<MailView, Refusal | Unavailable>
}>()("desk/server/mail/Mailer") {
  static readonly layer = Layer.effect(
    Mailer,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads
      const told = yield* ToldMails
      const transport = yield* SmtpTransport
      const delivered = Option.isSome(transport.send)
      const written = yield* Latch.make(true)

      const send = Effect.fn("Mailer.send")(function* (mail: NewMail) {
        const { dedupeKey, html, kind, secret, subject, text, to, workspaceId } = mail
        yield* sql`
          INSERT INTO mails (workspace_id, kind, recipient, subject, html, text, secret, dedupe_key, status)
          VALUES (${workspaceId}, ${kind}, ${to}, ${subject}, ${html}, ${text}, ${secret === true},
            ${dedupeKey ?? null}, ${delivered ? "waiting" : "kept"})
          ON CONFLICT (workspace_id, dedupe_key) DO NOTHING`
        yield* sql.afterCommit(Effect.asVoid(written.open))
      })

      const columns = sql.literal(
        "id, kind, recipient, subject, status, attempts, problem, created_at, " +
          "(extract(epoch FROM created_at) * 1000000)::bigint::text AS position, " +
          "(SELECT json_build_object('name', contact.name, 'address', c.reply_to, 'channel', c.channel, " +
          "'sender', s.label, 'types', ARRAY(SELECT jsonb_array_elements(i.content -> 'media') ->> 'type')) " +
          "FROM conversations c JOIN items i ON i.conversation_id = c.id AND i.seq = mails.message_seq " +
          "JOIN senders s ON s.id = c.sender_id " +
          "LEFT JOIN contact_phones phone ON phone.workspace_id = c.workspace_id AND phone.canonical = c.address " +
          "LEFT JOIN contacts contact ON contact.id = phone.contact_id WHERE c.id = mails.conversation_id) AS about",
      )

      const list = Effect.fn("Mailer.list")(function* (
        viewer: Viewer,
        limit: number,
        cursor: string | null,
      ) {
        if (viewer.user.role !== "admin") return yield* adminsOnly
        const place = cursor === null ? null : cursorPattern.exec(cursor)
        if (cursor !== null && !place) return yield* noSuchMail
        const after = place
          ? sql`AND (created_at, id) <
              (timestamptz 'epoch' + ${place[1]}::bigint * interval '1 microsecond', ${place[2]}::uuid)`
          : sql``
        const rows = yield* sql<Row>`
          SELECT ${columns} FROM mails WHERE workspace_id = ${viewer.workspaceId} ${after}
          ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`.pipe(
          reads.of(sql, viewer.workspaceId),
          couldNotRead,
        )
        const shown = rows.slice(0, limit)
        const last = shown.at(-1)
        return {
          mails: shown.map(summaryOf),
          cursor: last && rows.length > limit ? `${last.position}.${last.id}` : null,
          delivered,
        }
      })

      const get = Effect.fn("Mailer.get")(function* (viewer: Viewer, id: MailId) {
        if (viewer.user.role !== "admin") return yield* adminsOnly
        const [row] = yield* sql<Row & MailPointer & { readonly html: string; readonly text: string }>`
          SELECT ${columns}, user_id, conversation_id, message_seq, notice_id, CASE WHEN secret AND status <> 'kept' THEN '' ELSE html END AS html,
            CASE WHEN secret AND status <> 'kept' THEN '' ELSE text END AS text
          FROM mails WHERE id = ${id} AND workspace_id = ${viewer.workspaceId}`.pipe(
          reads.of(sql, viewer.workspaceId),
          couldNotRead,
        )
        if (!row) return yield* noSuchMail
        const { conversationId, html, messageSeq, noticeId, text, userId, ...summary } = row
        const composed = yield* told.compose({ userId, conversationId, messageSeq, noticeId }).pipe(
          couldNotRead,
        )
        if (composed === undefined) return { ...summaryOf(summary), html, text }
        return { ...summaryOf(summary), html: composed?.html ?? "", text: composed?.text ?? "" }
      })

      return Mailer.of({ send, written, list, get })
    }),
  )
}
