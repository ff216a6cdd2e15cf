import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schedule } from "effect"
import { FetchHttpClient } from "effect/http"
import { randomUUID } from "node:crypto"
import { Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { makeStandInProvider } from "../../test/StandInProvider.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { conversationIdOf } from "../conversations/conversationIdOf.ts"
import { actorOf, Conversations } from "../conversations/Conversations.ts"
import { Directory } from "../directory/Directory.ts"
import { credentialsPlace } from "../directory/loadDirectory.ts"
import { AccountTrouble } from "./AccountTrouble.ts"
import { ChannelAdapters } from "./ChannelAdapters.ts"
import { ChannelInbox } from "./ChannelInbox.ts"
import { ReconciliationLive } from "./Reconciliation.ts"
import { notTakenAfterMillis, settleUnconfirmed } from "./settleUnconfirmed.ts"
import { makeTwilioAdapter } from "./twilio/TwilioAdapter.ts"
import { WebhookLog } from "./WebhookLog.ts"

const sidOf = (prefix: string): string => `${prefix}${randomUUID().replaceAll("-", "")}`
const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000
const soonSeen = { schedule: Schedule.spaced("20 millis"), times: 400 }

const services = Layer.unwrap(
  Effect.map(
    makeTwilioAdapter,
    (adapter) =>
      ReconciliationLive.pipe(
        Layer.provideMerge(AccountTrouble.layer),
        Layer.provideMerge(Layer.succeed(ChannelAdapters, ChannelAdapters.from([adapter]))),
        Layer.provideMerge(ChannelInbox.layer),
        Layer.provideMerge(WebhookLog.layer),
        Layer.provideMerge(TestWorkspace.layerConversations),
      ),
  ),
).pipe(Layer.provideMerge(FetchHttpClient.layer))

/** A Twilio account since an hour at a stand-in of its own, with one Sender ID. */
const makeAccount = Effect.fnUntraced(function* (authToken = "the right token") {
  const sql = yield* PgClient.PgClient
  const directory = yield* Directory
  const box = yield* SecretBox
  const trouble = yield* AccountTrouble
  const { workspaceId } = yield* TestWorkspace
  const real = { accountSid: `AC${randomUUID().replaceAll("-", "")}`, authToken: "the right token" }
  const provider = yield* makeStandInProvider(real)
  const id = `tw-${randomUUID()}`
  const seal = (token: string) =>
    box.seal(JSON.stringify({ kind: "twilio", ...real, authToken: token }), credentialsPlace(id))
  const address = Address.make("+15005550006")
  const senderId = SenderId.make(`sender-${randomUUID()}`)
  yield* sql`INSERT INTO provider_accounts (id, workspace_id, kind, base_url, sealed_credentials, created_at)
    VALUES (${id}, ${workspaceId}, 'twilio', ${provider.url}, ${seal(authToken)}, now() - interval '1 hour')`
  yield* sql`INSERT INTO senders (id, workspace_id, account_id, label, channel, address)
    VALUES (${senderId}, ${workspaceId}, ${id}, 'Care', 'sms', ${address})`
  yield* Effect.addFinalizer(() =>
    sql`DELETE FROM senders WHERE id = ${senderId}`.pipe(Effect.andThen(directory.changed), Effect.orDie)
  )
  const texts = sql<{ readonly text: string }>`SELECT content ->> 'text' AS text FROM items i
    JOIN conversations c ON c.id = i.conversation_id WHERE c.sender_id = ${senderId} ORDER BY c.address, i.seq`
    .pipe(Effect.map((rows) => rows.map(({ text }) => text)))
  /** The moments at which a comparison began, as many as there were. */
  const passes = sql<{ readonly startedAt: Date; readonly running: boolean }>`
    SELECT started_at, running FROM reconciliations WHERE account_id = ${id}`
  const compare = Effect.gen(function* () {
    const began = new Date()
    yield* trouble.turnedAway(id)
    yield* passes.pipe(
      Effect.repeat({
        until: ([row]) => row !== undefined && row.startedAt >= began && !row.running,
        ...soonSeen,
      }),
    )
  })
  return {
    id,
    address,
    senderId,
    provider,
    texts,
    compare,
    mend: sql`UPDATE provider_accounts SET sealed_credentials = ${seal(real.authToken)} WHERE id = ${id}`,
    account: Effect.flatMap(
      directory.snapshot,
      ({ accounts }) => Effect.fromNullishOr(accounts.get(id)),
    ),
    /** From now on the desk knows it. */
    open: directory.changed,
  }
})
type Account = Effect.Success<ReturnType<typeof makeAccount>>

/** Something that was handed over, and how that ended as far as the desk knows. */
const handOver = Effect.fnUntraced(
  function* (
    { provider, senderId, address }: Account,
    customer: string,
    text: string,
    outcome: DispatchOutcome,
  ) {
    const { ann, workspaceId } = yield* TestWorkspace
    const conversations = yield* Conversations
    const to = Address.make(customer)
    const id = conversationIdOf(senderId, canonicalAddress(to))
    const messageId = MessageId.make(randomUUID())
    yield* conversations.execute(id, workspaceId, {
      _tag: "Write",
      by: actorOf(ann),
      messageId,
      content: textContent(text),
      starting: true,
    }, {
      workspaceId,
      senderId,
      channel: "sms",
      address: canonicalAddress(to),
      replyTo: to,
    })
    yield* conversations.claim(id, "test")
    yield* conversations.execute(id, workspaceId, { _tag: "ReportDispatch", messageId, attempt: 1, outcome })
    const sql = yield* PgClient.PgClient
    const state = sql<
      {
        readonly status: string
        readonly unconfirmed: boolean
        readonly error: { readonly code: string } | null
      }
    >`SELECT status, unconfirmed, error FROM deliveries WHERE message_id = ${messageId}`
      .pipe(Effect.map(([row]) => row && [row.status, row.unconfirmed, row.error?.code ?? null]))
    const onRecord = (sid: string, status: string, from: string = address) =>
      provider.record({ sid, from, to: customer, body: text }, { direction: "outbound-api", status })
    return { messageId, state, onRecord }
  },
)
const unknown: DispatchOutcome = { _tag: "Unknown" }

layer(services, { excludeTestServices: true })("Reconciliation", (it) => {
  it.effect("HOOK-5: messages that no webhook brought are taken from all pages of the list, once and in their order", () =>
    Effect.gen(function* () {
      const account = yield* makeAccount()
      const { provider, texts } = account
      provider.list.pageMax = 2
      for (const n of [3, 1, 5, 2, 4]) {
        const message = { sid: sidOf("SM"), from: "+15550610001", to: account.address, body: `missed ${n}` }
        yield* provider.record(message, { createdAt: minutesAgo(20 - n) })
      }
      yield* provider.record(
        { sid: sidOf("SM"), from: "+15550610001", to: "+15550009999", body: "not for us" },
        { createdAt: minutesAgo(3) },
      )
      yield* provider.record(
        { sid: sidOf("SM"), from: "+15550610001", to: account.address, body: "before our time" },
        { createdAt: minutesAgo(180) },
      )
      const missed = [1, 2, 3, 4, 5].map((n) => `missed ${n}`)
      yield* account.open
      assert.deepStrictEqual(
        yield* texts.pipe(Effect.repeat({ until: (seen) => seen.length === 5, ...soonSeen })),
        missed,
      )
      yield* account.compare
      assert.deepStrictEqual(yield* texts, missed)
      const sql = yield* PgClient.PgClient
      const [notice] = yield* sql<
        { readonly text: string }
      >`SELECT text FROM account_notices WHERE account_id = ${account.id}`
      assert.include(notice?.text, "5 messages did not come by webhook")
    }).pipe(Effect.scoped))

  it.effect("HOOK-5: one that its webhook brings as well is stored once, and a young one is left to its webhook", () =>
    Effect.gen(function* () {
      const account = yield* makeAccount()
      const inbox = yield* ChannelInbox
      yield* account.open
      yield* account.compare
      const sid = sidOf("SM")
      const from = Address.make("+15550610002")
      yield* account.provider.record({ sid, from, to: account.address, body: "young" })
      yield* account.compare
      assert.deepStrictEqual(yield* account.texts, [])
      account.provider.list.put({ ...firstOf(account, sid), createdAt: minutesAgo(5) })
      yield* account.compare
      assert.deepStrictEqual(yield* account.texts, ["young"])
      yield* inbox.accept(yield* account.account, [{
        _tag: "InboundMessage",
        channel: "sms",
        to: account.address,
        toId: null,
        from,
        providerId: sid,
        providerAt: null,
        profileName: null,
        content: textContent("young"),
        optOut: null,
      }])
      assert.deepStrictEqual(yield* account.texts, ["young"])
    }).pipe(Effect.scoped))

  it.effect("HOOK-5, MEDIA-2: the files of a missed message are those that its webhook would have named", () =>
    Effect.gen(function* () {
      const account = yield* makeAccount()
      const sql = yield* PgClient.PgClient
      const sid = sidOf("MM")
      const file = sidOf("ME")
      yield* account.provider.record(
        { sid, from: "+15550610003", to: account.address, body: "" },
        { createdAt: minutesAgo(5), files: [{ sid: file, type: "image/jpeg" }] },
      )
      yield* account.open
      yield* account.texts.pipe(Effect.repeat({ until: (seen) => seen.length === 1, ...soonSeen }))
      const [row] = yield* sql`SELECT content -> 'media' AS media FROM items WHERE provider_id = ${sid}`
      assert.deepStrictEqual(row?.["media"], [
        { id: `${sid}/${file}`, name: null, type: "image/jpeg", size: null },
      ])
    }).pipe(Effect.scoped))

  it.effect("HOOK-5, SEND-3: a status that was missed is applied, and never steps back", () =>
    Effect.gen(function* () {
      const account = yield* makeAccount()
      yield* account.open
      const [sent, failed, read] = [sidOf("SM"), sidOf("SM"), sidOf("SM")]
      const messages = [
        yield* handOver(account, "+15550610004", "delivered", { _tag: "Accepted", providerId: sent }),
        yield* handOver(account, "+15550610005", "refused", { _tag: "Accepted", providerId: failed }),
        yield* handOver(account, "+15550610006", "on its way", { _tag: "Accepted", providerId: read }),
      ] as const
      yield* messages[0].onRecord(sent, "delivered")
      yield* messages[1].onRecord(failed, "undelivered")
      account.provider.list.change(failed, { errorCode: 30003 })
      yield* messages[2].onRecord(read, "sending")
      yield* account.compare
      assert.deepStrictEqual(
        yield* Effect.all(messages.map(({ state }) => state)),
        [["delivered", false, null], ["failed", false, "30003"], ["sent", false, null]],
      )
      account.provider.list.change(sent, { status: "sent" })
      yield* account.compare
      assert.deepStrictEqual(yield* messages[0].state, ["delivered", false, null])
    }).pipe(Effect.scoped))

  it.effect("HOOK-5, SEND-7: what nobody confirmed and the provider has is sent; what is doubtful stays unconfirmed", () =>
    Effect.gen(function* () {
      const account = yield* makeAccount()
      yield* account.open
      const taken = yield* handOver(account, "+15550610007", "taken", unknown)
      const waiting = yield* handOver(account, "+15550610008", "still waits there", unknown)
      const doubtful = yield* handOver(account, "+15550610009", "doubtful", unknown)
      const elsewhere = yield* handOver(account, "+15550610010", "from elsewhere", unknown)
      yield* taken.onRecord(sidOf("SM"), "delivered")
      yield* waiting.onRecord(sidOf("SM"), "queued")
      yield* doubtful.onRecord(sidOf("SM"), "sent")
      yield* doubtful.onRecord(sidOf("SM"), "sent")
      yield* elsewhere.onRecord(sidOf("SM"), "sent", "+15005550099")
      yield* account.compare
      assert.deepStrictEqual(yield* taken.state, ["delivered", false, null])
      assert.deepStrictEqual(yield* waiting.state, ["sent", false, null])
      assert.deepStrictEqual(yield* doubtful.state, ["dispatching", true, "not_confirmed"])
      assert.deepStrictEqual(yield* elsewhere.state, ["dispatching", true, "not_confirmed"])
    }).pipe(Effect.scoped))

  it.effect("HOOK-5, SEND-7: what the provider does not have, twice and a while apart, was never taken", () =>
    Effect.gen(function* () {
      const account = yield* makeAccount()
      yield* account.open
      const lost = yield* handOver(account, "+15550610011", "lost", unknown)
      yield* account.compare
      assert.deepStrictEqual(yield* lost.state, ["dispatching", true, "not_confirmed"])
      const adapters = yield* ChannelAdapters
      const list = adapters.all[0]?.messages
      if (!list) return assert.fail("no list")
      const seen = (age: number) => new Map([[lost.messageId, Date.now() - age]])
      const open = yield* account.account
      assert.strictEqual(yield* settleUnconfirmed(open, list, seen(notTakenAfterMillis - 5_000)), 0)
      assert.strictEqual(yield* settleUnconfirmed(open, list, seen(notTakenAfterMillis + 5_000)), 1)
      assert.deepStrictEqual(yield* lost.state, ["failed", false, "not_taken"])
    }).pipe(Effect.scoped))

  it.effect("HOOK-5: refused credentials end it, and mended ones begin it again", () =>
    Effect.gen(function* () {
      const account = yield* makeAccount("a wrong token")
      yield* account.provider.record(
        { sid: sidOf("SM"), from: "+15550610012", to: account.address, body: "while refused" },
        { createdAt: minutesAgo(5) },
      )
      yield* account.open
      yield* account.compare
      assert.deepStrictEqual(yield* account.texts, [])
      yield* account.mend
      yield* account.open
      assert.deepStrictEqual(
        yield* account.texts.pipe(Effect.repeat({ until: (seen) => seen.length > 0, ...soonSeen })),
        ["while refused"],
      )
    }).pipe(Effect.scoped))

  it.effect("HOOK-5: an account is compared when its provider answers again after trouble", () =>
    Effect.gen(function* () {
      const account = yield* makeAccount()
      const trouble = yield* AccountTrouble
      yield* account.open
      yield* account.compare
      const sql = yield* PgClient.PgClient
      const startedAt = sql<{ readonly at: Date }>`
        SELECT started_at AS at FROM reconciliations WHERE account_id = ${account.id}`
      const [before] = yield* startedAt
      yield* trouble.note(account.id, { _tag: "Accepted", providerId: "SM1" })
      yield* trouble.note(account.id, unknown)
      yield* trouble.note(account.id, { _tag: "Accepted", providerId: "SM2" })
      const [after] = yield* startedAt.pipe(
        Effect.repeat({ until: ([row]) => row?.at.getTime() !== before?.at.getTime(), ...soonSeen }),
      )
      assert.isAbove(after?.at.getTime() ?? 0, before?.at.getTime() ?? 0)
    }).pipe(Effect.scoped))
})

const firstOf = ({ provider }: Account, sid: string) => {
  const found = provider.list.all.find((one) => one.sid === sid)
  if (!found) throw new Error("not on record")
  return found
}
