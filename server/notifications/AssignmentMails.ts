import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { contactJoins } from "../inbox/ConversationSummary.ts"
import { composeAssignmentMail, namedMax } from "./assignmentMail.ts"
import { isMailWanted, mailWish } from "./mailWish.ts"
import type { ToldMail } from "./ToldMails.ts"

/** Which notice of an assignment a mail tells whom of. */
export interface MailedNotice {
  readonly userId: UserId
  readonly noticeId: bigint
}

interface Row {
  readonly byUser: UserId | null
  readonly unread: boolean
  readonly wanted: boolean
  readonly count: number
  readonly conversations: ReadonlyArray<{
    readonly id: ConversationId
    readonly name: string | null
    readonly address: string
    readonly senderId: SenderId
  }>
}

/** Puts together mails about what was assigned: of what is the reader's still, as their notice has it (ASSIGN-3). */
export class AssignmentMails extends Context.Service<AssignmentMails, {
  readonly compose: (told: MailedNotice) => Effect.Effect<ToldMail | null, SqlError.SqlError>
}>()("desk/server/notifications/AssignmentMails") {
  static readonly layer = Layer.effect(
    AssignmentMails,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const { publicUrl } = yield* DeskConfig

      const read = ({ noticeId, userId }: MailedNotice) =>
        sql<Row>`
          SELECT n.by_user, n.read_at IS NULL AS unread, theirs.wanted,
            n.count - cardinality(n.conversation_ids) + theirs.count AS count, theirs.conversations
          FROM notices n CROSS JOIN LATERAL (
            SELECT count(*)::int AS count, bool_or(${isMailWanted(sql, sql`c.sender_id`)}) AS wanted,
              json_agg(json_build_object('id', c.id, 'name', contact.name, 'address', c.reply_to, 'senderId', c.sender_id)
                ORDER BY given.place) AS conversations
            FROM unnest(n.conversation_ids) WITH ORDINALITY given (id, place) JOIN conversations c ON c.id = given.id
            JOIN users reader ON reader.id = c.owner_id ${mailWish(sql)} ${contactJoins(sql)}
            WHERE c.owner_id = n.user_id AND c.bot IS NULL
          ) theirs
          WHERE n.id = ${noticeId} AND n.user_id = ${userId} AND n.kind = 'assigned' AND theirs.count > 0`

      const compose = Effect.fn("AssignmentMails.compose")(function* (told: MailedNotice) {
        const [row] = yield* read(told)
        const [first] = row?.conversations ?? []
        if (!row || !first) return null
        const { senders, users } = yield* directory.snapshot
        const content = composeAssignmentMail({
          by: row.byUser === null ? undefined : users.get(row.byUser)?.name,
          count: row.count,
          conversations: row.conversations.slice(0, namedMax).map(({ address, id, name, senderId }) => ({
            name: name ?? formatAddress(address),
            channel: senders.get(senderId)?.channel ?? "sms",
            sender: senders.get(senderId)?.label ?? senderId,
            url: `${publicUrl}/inbox/${id}`,
          })),
          inboxUrl: `${publicUrl}/inbox`,
          settingsUrl: `${publicUrl}/settings/notifications`,
        })
        return {
          ...content,
          wanted: row.unread && row.wanted,
          thread: row.count === 1 ? `conversation-${first.id}` : undefined,
        }
      })
      return AssignmentMails.of({ compose })
    }),
  )
}
