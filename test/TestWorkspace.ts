import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { Address } from "../domain/contact/Address.ts"
import { type Channel, SenderId } from "../domain/sender/Sender.ts"
import { type User, UserId } from "../domain/user/User.ts"
import { WorkspaceId } from "../domain/workspace/Workspace.ts"
import { AuditLog } from "../server/audit/AuditLog.ts"
import { SecretBox } from "../server/accounts/SecretBox.ts"
import { SecretKey } from "../server/accounts/SecretKey.ts"
import type { ProviderAccount } from "../server/channels/ProviderAccount.ts"
import { PermissionNotes } from "../server/consent/PermissionNotes.ts"
import { PermissionNotesLive } from "../server/consent/PermissionNotesLive.ts"
import { Permissions } from "../server/consent/Permissions.ts"
import { OneNodeLive } from "../server/conversations/ClusterLive.ts"
import { ConversationActorLive } from "../server/conversations/ConversationActor.ts"
import { Conversations } from "../server/conversations/Conversations.ts"
import { ConversationStore } from "../server/conversations/ConversationStore.ts"
import { DispatchQueue } from "../server/conversations/DispatchQueue.ts"
import { Journal } from "../server/conversations/Journal.ts"
import { SenderLineLive } from "../server/conversations/SenderLine.ts"
import { Directory } from "../server/directory/Directory.ts"
import { credentialsPlace } from "../server/directory/loadDirectory.ts"
import { testMedia } from "./TestMedia.ts"
import { DueJobs } from "../server/jobs/DueJobs.ts"
import { TestDatabase } from "./TestDatabase.ts"

const userOf = (name: string, role: User["role"]): User => ({
  id: UserId.make(randomUUID()),
  email: `${name.toLowerCase()}@example.com`,
  name,
  role,
  licensed: true,
})

const make = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const box = yield* SecretBox
  const workspaceId = WorkspaceId.make(randomUUID())
  const [ann, dana, omar] = [userOf("Ann", "admin"), userOf("Dana", "standard"), userOf("Omar", "standard")]
  const account: ProviderAccount = {
    id: `sim-${randomUUID()}`,
    workspaceId,
    baseUrl: null,
    credentials: { kind: "simulator" },
  }
  const senderOf = (label: string, channel: Channel, address: string, users: ReadonlyArray<User>) => ({
    id: SenderId.make(`${label}-${workspaceId.slice(0, 8)}`),
    label,
    channel,
    address: Address.make(address),
    users: users.map((user) => user.id),
  })
  const shared = senderOf("shared", "sms", "+15005550006", [dana, omar])
  const owned = senderOf("owned", "sms", "+15005550007", [dana])
  const whatsapp = senderOf("whatsapp", "whatsapp", "+15005550008", [dana, omar])

  yield* sql`INSERT INTO workspaces (id, name, time_zone, plan, demo)
    VALUES (${workspaceId}, 'Acme', 'America/New_York', 'trial', true)`
  for (const { email, id, licensed, name, role } of [ann, dana, omar]) {
    yield* sql`INSERT INTO users (id, workspace_id, email, name, role, licensed)
      VALUES (${id}, ${workspaceId}, ${email}, ${name}, ${role}, ${licensed})`
  }
  yield* sql`UPDATE workspaces SET default_admin = ${ann.id}`
  yield* sql`INSERT INTO provider_accounts (id, workspace_id, kind, sealed_credentials) VALUES (${account.id},
    ${workspaceId}, 'simulator', ${
    box.seal(JSON.stringify(account.credentials), credentialsPlace(account.id))
  })`
  for (const { address, channel, id, label, users } of [shared, owned, whatsapp]) {
    yield* sql`INSERT INTO senders (id, workspace_id, account_id, label, channel, address)
      VALUES (${id}, ${workspaceId}, ${account.id}, ${label}, ${channel}, ${address})`
    for (const user of users) {
      yield* sql`INSERT INTO sender_users (sender_id, user_id) VALUES (${id}, ${user})`
    }
  }
  return TestWorkspace.of({ workspaceId, ann, dana, omar, account, shared, owned, whatsapp })
}).pipe(Effect.orDie)

const secretsLayer = SecretBox.layer.pipe(
  Layer.provide(Layer.succeed(SecretKey, Redacted.make("a secret of tests, long enough to be one"))),
)

/** One workspace in a fresh database: an admin, two standard users, a shared, a solely owned and a WhatsApp Sender ID. */
export class TestWorkspace extends Context.Service<TestWorkspace, {
  readonly workspaceId: WorkspaceId
  readonly ann: User
  readonly dana: User
  readonly omar: User
  readonly account: ProviderAccount
  readonly shared: TestSender
  readonly owned: TestSender
  readonly whatsapp: TestSender
}>()("desk/test/TestWorkspace") {
  static readonly layer = Layer.effect(TestWorkspace, make).pipe(
    Layer.provideMerge(secretsLayer),
    Layer.provideMerge(TestDatabase.layer),
  )

  /** With everything that carries commands to a journal, and nothing that reads them out again or sends. */
  static readonly conversationsOn = (journal: typeof Journal.layer) =>
    TestWorkspace.runningOn(journal, DueJobs.layerNone).pipe(
      Layer.provideMerge(TestWorkspace.layer),
      Layer.orDie,
    )

  /** The same on a workspace that is there: what ends and begins with a process. */
  static readonly runningOn = (journal: typeof Journal.layer, jobs: Layer.Layer<DueJobs>) =>
    PermissionNotesLive.pipe(
      Layer.provideMerge(Conversations.layer),
      Layer.merge(Layer.merge(ConversationActorLive, SenderLineLive)),
      Layer.provideMerge(OneNodeLive),
      Layer.provideMerge(Layer.mergeAll(journal, ConversationStore.layer, DispatchQueue.layer)),
      Layer.provideMerge(jobs),
      Layer.provideMerge(Layer.merge(Permissions.layer, PermissionNotes.layer)),
      Layer.provideMerge(Layer.merge(Directory.layer, AuditLog.layer)),
      Layer.provideMerge(testMedia),
    )

  static readonly layerConversations = TestWorkspace.conversationsOn(Journal.layer)
}

export interface TestSender {
  readonly id: SenderId
  readonly label: string
  readonly channel: Channel
  readonly address: Address
  readonly users: ReadonlyArray<UserId>
}
