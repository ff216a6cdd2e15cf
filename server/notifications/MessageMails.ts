import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import { formatAddress } from "../../domain/contact/PhoneNumber.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageContent, MessageKind } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { previewText } from "../../domain/conversation/MessageContent.ts"
import { windowAt } from "../../domain/conversation/Window.ts"
import { mediaClassOf } from "../../domain/media/mediaProblem.ts"
import { mediaPath } from "../../domain/media/Upload.ts"
import { mailTemplateNames, standardMailText } from "../../domain/notification/mailTemplate.ts"
import type { Channel, SenderId } from "../../domain/sender/Sender.ts"
import { templateKey } from "../../domain/template/Template.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { MailedPictureLinks } from "../media/PublicMediaLinks.ts"
import { isMailWanted, mailWish } from "./mailWish.ts"
import { composeMessageMail, type MailFile, mailFormOf } from "./messageMail.ts"
import type { ToldMail } from "./ToldMails.ts"

/** Which message a mail tells whom of. */
export interface MailedMessage {
  readonly userId: UserId
  readonly conversationId: ConversationId
  readonly messageSeq: number
}

interface Row {
  readonly workspaceId: WorkspaceId
  readonly senderId: SenderId
  readonly channel: Channel
  readonly address: string
  readonly name: string | null
  readonly lastInboundAt: Date | null
  readonly windowClosedAt: Date | null
  readonly messageId: MessageId
  readonly at: Date
  readonly content: MessageContent
  readonly files: ReadonlyArray<{
    readonly position: number
    readonly name: string | null
    readonly type: string
    readonly size: number | null
  }>
  readonly wanted: boolean
  readonly own: string | null
}

/** Of such a message nobody is mailed any more. */
const nothingLeft: ReadonlySet<MessageKind> = new Set(["erased", "deleted"])

/** Puts mails about messages together when they are sent or looked at, from what is known of the message then. */
export class MessageMails extends Context.Service<MessageMails, {
  /** Null where there is nothing to tell any more: the message was erased. */
  readonly compose: (message: MailedMessage) => Effect.Effect<ToldMail | null, SqlError.SqlError>
}>()("desk/server/notifications/MessageMails") {
  static readonly layer = Layer.effect(
    MessageMails,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const pictures = yield* MailedPictureLinks
      const { publicUrl } = yield* DeskConfig
      const keys = { text: templateKey(mailTemplateNames.text), media: templateKey(mailTemplateNames.media) }

      const read = ({ conversationId, messageSeq, userId }: MailedMessage) =>
        sql<Row>`
          SELECT c.workspace_id, c.sender_id, c.channel, c.reply_to AS address, contact.name, c.last_inbound_at,
            c.window_closed_at, i.message_id, i.at, i.content,
            coalesce((SELECT json_agg(json_build_object('position', f.position, 'name', f.name, 'type', f.type,
              'size', f.size)) FROM media_files f
              WHERE f.conversation_id = c.id AND f.message_id = i.message_id), '[]') AS files,
            -- As it is by now: nobody is mailed of what became another's, or whom they no longer want to hear of.
            c.bot IS NULL AND EXISTS (SELECT FROM users reader ${mailWish(sql)}
              WHERE reader.id = ${userId} AND reader.id = c.owner_id AND ${
          isMailWanted(sql, sql`c.sender_id`)
        }) AS wanted,
            (SELECT body FROM templates t WHERE t.workspace_id = c.workspace_id AND t.type = 'notification'
              AND t.account_id IS NULL AND NOT t.archived AND t.channel = c.channel
              AND t.key = CASE WHEN i.content -> 'media' = '[]' THEN ${keys.text} ELSE ${keys.media} END
              ORDER BY t.updated_at DESC LIMIT 1) AS own
          FROM conversations c JOIN items i ON i.conversation_id = c.id AND i.seq = ${messageSeq}
          LEFT JOIN contact_phones phone ON phone.workspace_id = c.workspace_id AND phone.canonical = c.address
          LEFT JOIN contacts contact ON contact.id = phone.contact_id
          WHERE c.id = ${conversationId}`

      const filesOf = (conversationId: ConversationId, { content, files, messageId }: Row) =>
        Effect.forEach(
          content.media,
          Effect.fnUntraced(function* (described, position) {
            const known = files.find((file) => file.position === position)
            const type = known?.type ?? described.type
            const file: MailFile = {
              name: known?.name ?? described.name ?? `file.${type.split("/")[1] ?? "bin"}`,
              type,
              size: known?.size ?? described.size,
              picture: mediaClassOf(type) === "image"
                ? yield* pictures.linkTo({ conversationId, messageId, position })
                : null,
              download: `${publicUrl}${mediaPath(conversationId, messageId, position)}?download`,
            }
            return file
          }),
        )

      const compose = Effect.fn("MessageMails.compose")(function* (message: MailedMessage) {
        const [row] = yield* read(message)
        if (!row || nothingLeft.has(row.content.kind)) return null
        const { senders, workspaces } = yield* directory.snapshot
        const sender = senders.get(row.senderId)
        const files = yield* filesOf(message.conversationId, row)
        const window = windowAt({
          channel: row.channel,
          lastInboundAt: row.lastInboundAt?.getTime() ?? null,
          windowClosedAt: row.windowClosedAt?.getTime() ?? null,
        }, row.at.getTime())
        const phone = formatAddress(row.address)
        const content = composeMessageMail({
          contact: row.name ?? phone,
          phone,
          at: row.at.getTime(),
          timeZone: workspaces.get(row.workspaceId)?.timeZone ?? "UTC",
          channel: row.channel,
          sender: sender?.label ?? row.senderId,
          senderPhone: formatAddress(sender?.address ?? ""),
          text: row.content.text === "" && files.length === 0 ? previewText(row.content) : row.content.text,
          files,
          freeUntil: window?.open === true ? window.closesAt : null,
          openUrl: `${publicUrl}/inbox/${message.conversationId}`,
          settingsUrl: `${publicUrl}/settings/notifications`,
        }, row.own ?? standardMailText[mailFormOf(files)])
        return { ...content, wanted: row.wanted, thread: `conversation-${message.conversationId}` }
      })

      return MessageMails.of({ compose })
    }),
  ).pipe(Layer.provide(MailedPictureLinks.layer))
}
