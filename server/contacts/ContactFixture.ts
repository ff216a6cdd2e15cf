import { PgClient } from "@effect/sql-pg"
import { Effect, Layer } from "effect"
import { RpcTest } from "effect/rpc"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { ImportRow } from "../../domain/contact/ImportRow.ts"
import type { ContactEdition, ContactOutcome } from "../../domain/contact/Contact.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { Authentication, CurrentUser } from "../../domain/rpc/Authentication.ts"
import { ContactRpcs } from "../../domain/rpc/ContactRpcs.ts"
import { RowUploadRpcs } from "../../domain/rpc/RowUploadRpcs.ts"
import { type User, UserId } from "../../domain/user/User.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { deskLayer } from "../../test/TestDesk.ts"
import { type TestSender, TestWorkspace } from "../../test/TestWorkspace.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { Conversations } from "../conversations/Conversations.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { RowUploadHandlersLive } from "../uploads/RowUploadHandlers.ts"
import { RowUploads } from "../uploads/RowUploads.ts"
import { RowUploadsLive } from "../uploads/RowUploadsLive.ts"
import { ContactHandlersLive } from "./ContactHandlers.ts"
import { ContactNotes } from "./ContactNotes.ts"
import { Contacts } from "./Contacts.ts"
import { importContacts } from "./importContacts.ts"

/** Conversations, lists, the feed and contacts on a fresh database. */
export const contactsLayer = Layer.mergeAll(Contacts.layer, ContactNotes.layer, RowUploadsLive).pipe(
  Layer.provideMerge(RowUploads.layer),
  Layer.provideMerge(deskLayer),
  Layer.orDie,
)

/** The contact calls of one user, each through the same handlers as over the socket. */
export const clientOf = Effect.fnUntraced(function* (user: User, workspaceId: WorkspaceId) {
  const signedIn = Layer.succeed(
    Authentication,
    Authentication.of((effect) =>
      Effect.provideService(effect, CurrentUser, { user, workspaceId, sessionId: `session of ${user.name}` })
    ),
  )
  const handlers = yield* Layer.build(
    Layer.mergeAll(ContactHandlersLive, RowUploadHandlersLive, signedIn),
  )
  return yield* RpcTest.makeClient(ContactRpcs.merge(RowUploadRpcs)).pipe(Effect.provide(handlers))
})

/** The calls of the workspace's users, and of an admin of another workspace. */
export const clients = Effect.gen(function* () {
  const { ann, dana, omar, workspaceId } = yield* TestWorkspace
  const sql = yield* PgClient.PgClient
  const elsewhere = WorkspaceId.make(randomUUID())
  const eve: User = {
    ...ann,
    id: UserId.make(randomUUID()),
    name: "Eve",
    email: `${randomUUID()}@example.com`,
  }
  yield* sql`INSERT INTO workspaces (id, name, time_zone, plan) VALUES (${elsewhere}, 'Other', 'UTC', 'trial')`
  yield* sql`INSERT INTO users (id, workspace_id, email, name, role, licensed)
    VALUES (${eve.id}, ${elsewhere}, ${eve.email}, 'Eve', 'admin', true)`
  return {
    ann: yield* clientOf(ann, workspaceId),
    dana: yield* clientOf(dana, workspaceId),
    omar: yield* clientOf(omar, workspaceId),
    eve: yield* clientOf(eve, elsewhere),
  }
})

let numbers = 0
/** A number that no other test uses. */
export const freshNumber = (): Address => Address.make(`+1415555${String(1000 + numbers++)}`)

/** A customer writes to a Sender ID: gives the conversation's id. */
export const customerWrites = Effect.fnUntraced(function* (
  sender: TestSender,
  from: Address,
  text: string,
  profileName: string | null = null,
) {
  const { account, workspaceId } = yield* TestWorkspace
  const conversations = yield* Conversations
  const address = canonicalAddress(from)
  const id = conversationIdOf(sender.id, address)
  yield* conversations.execute(id, workspaceId, {
    _tag: "Receive",
    messageId: MessageId.make(randomUUID()),
    accountId: account.id,
    providerId: randomUUID(),
    from,
    profileName,
    content: textContent(text),
    providerAt: null,
  }, { workspaceId, senderId: sender.id, channel: sender.channel, address, replyTo: from })
  return id
})

/** What to save: a name with numbers. */
export const saving = (
  name: string,
  phones: ReadonlyArray<string>,
  edition: ContactEdition | null = null,
  email: string | null = null,
  language?: string | null,
) => ({
  edition,
  fields: { name, phones, email, ...(language === undefined ? {} : { language }) },
  conversationId: null,
})

/** The contact that was saved; anything else is a failure of the test. */
export const saved = (outcome: ContactOutcome) =>
  outcome._tag === "Saved"
    ? Effect.succeed(outcome.contact)
    : Effect.die(new Error(`not saved: ${JSON.stringify(outcome)}`))

/** A row of a file, its columns matched. */
export const row = (line: number, name: string, phones: string, email = "", language = ""): ImportRow => ({
  line,
  name,
  phones,
  email,
  language,
})

/** Imports rows at once, and gives what became of each; where another takes a number meanwhile they are read again. */
export const importNow = Effect.fnUntraced(function* (user: User, rows: ReadonlyArray<ImportRow>) {
  const { workspaceId } = yield* TestWorkspace
  const sql = yield* PgClient.PgClient
  return yield* asWorkspace(sql, workspaceId)(
    importContacts(sql, { user, workspaceId, sessionId: "" }, rows),
  ).pipe(Effect.retry({ times: 3 }))
})
