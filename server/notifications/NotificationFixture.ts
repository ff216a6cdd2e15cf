import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Redacted, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ConversationCommand } from "../../domain/conversation/ConversationCommand.ts"
import { type MessageContent, textContent } from "../../domain/conversation/MessageContent.ts"
import type { User } from "../../domain/user/User.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { conversationIdOf, inboundMessageIdOf } from "../conversations/conversationIdOf.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { MailDelivery } from "../mail/MailDelivery.ts"
import { Mailer } from "../mail/Mailer.ts"
import { configFor, TestMailServer } from "../mail/MailFixture.ts"
import { SmtpTransport } from "../mail/SmtpTransport.ts"
import { Workspaces } from "../workspaces/Workspaces.ts"
import { ToldMails } from "./ToldMails.ts"
import { Notifications } from "./Notifications.ts"
import { NotificationWriter } from "./NotificationWriter.ts"

const secrets = Layer.succeed(SecretKey, Redacted.make("a secret of tests, long enough to be one"))

/** Conversations, and all that tells of them by mail; with a mail server where `environment` names one. */
export const notificationFixture = (environment: Record<string, string> = {}) =>
  Layer.mergeAll(MailDelivery.layer, NotificationWriter.layer, Notifications.layer, Workspaces.layer).pipe(
    Layer.provideMerge(Mailer.layer),
    Layer.provide(ToldMails.layer),
    Layer.provide(SmtpTransport.layer),
    Layer.provide(Layer.merge(configFor({ PUBLIC_URL: "https://desk.test", ...environment }), secrets)),
    Layer.provideMerge(TestWorkspace.layerConversations),
  )

/** The same with the test's mail server. */
export const mailedFixture = Layer.unwrap(
  TestMailServer.use(({ port }) =>
    Effect.succeed(notificationFixture({ SMTP_URL: `smtp://127.0.0.1:${port}?from=desk@acme.test` }))
  ),
).pipe(Layer.provideMerge(TestMailServer.layer()))

/** A customer's conversation on a Sender ID. */
export const customerOf = Effect.fnUntraced(function* (sender: TestSender, phone: string) {
  const { account, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const replyTo = Address.make(phone)
  const address = canonicalAddress(replyTo)
  const id = conversationIdOf(sender.id, address)
  const identity = { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo }
  const execute = (command: ConversationCommand) => conversations.execute(id, workspaceId, command, identity)
  const writes = (said: string | MessageContent, providerId: string = randomUUID()) =>
    execute({
      _tag: "Receive",
      messageId: inboundMessageIdOf(account.id, providerId),
      accountId: account.id,
      providerId,
      from: replyTo,
      profileName: null,
      content: typeof said === "string" ? textContent(said) : said,
      providerAt: null,
    })
  return { id, phone, execute, writes }
})

/**
 * Reads the feed to its end, and says how many mails that wrote. More than once: a transaction of another database may hold
 * the end back for a moment.
 */
export const caughtUp = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const { catchUp } = yield* NotificationWriter
  let mails = 0
  const isBehind = sql<{ readonly behind: boolean }>`
    SELECT EXISTS (SELECT FROM feed WHERE (feed.xid, feed.id) > (SELECT xid, id FROM notification_position)) AS behind`
  yield* catchUp.pipe(
    Effect.tap((written) => Effect.sync(() => void (mails += written))),
    Effect.andThen(isBehind),
    Effect.repeat({
      until: ([row]) => row?.behind === false,
      schedule: Schedule.spaced("5 millis"),
      times: 2_000,
    }),
  )
  return mails
})

/** A contact with this number, so that the customer has a name. */
export const named = Effect.fnUntraced(function* (phone: string, name: string) {
  const sql = yield* PgClient.PgClient
  const { workspaceId } = yield* TestWorkspace
  const [contact] = yield* sql<{ readonly id: string }>`
    INSERT INTO contacts (workspace_id, name) VALUES (${workspaceId}, ${name}) RETURNING id`
  yield* sql`INSERT INTO contact_phones (workspace_id, canonical, phone, contact_id)
    VALUES (${workspaceId}, ${phone}, ${phone}, ${contact?.id ?? ""})`
})

export const viewerOf = (user: User) =>
  TestWorkspace.use(({ workspaceId }) => Effect.succeed({ user, workspaceId, sessionId: "s" }))

export interface WrittenMail {
  readonly recipient: string
  readonly status: string
  readonly seq: number
}

/** The mails about a conversation, in order. */
export const mailsAbout = (conversationId: string) =>
  PgClient.PgClient.use((sql) =>
    sql<WrittenMail>`
      SELECT recipient, status, message_seq AS seq FROM mails WHERE conversation_id = ${conversationId}
      ORDER BY message_seq`
  )
