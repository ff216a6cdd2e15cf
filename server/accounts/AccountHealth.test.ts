import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import type { DeliveryErrorClass } from "../../domain/sending/DeliveryError.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import type { AccountNotice } from "../channels/ChannelAdapter.ts"
import { Directory } from "../directory/Directory.ts"
import { directoryFor } from "../feed/directoryFor.ts"
import { Senders } from "../senders/Senders.ts"
import { AccountHealth, silentAfterMessages, silentAfterMillis } from "./AccountHealth.ts"
import { accountsLayer, addTwilio, recordOf, viewerOf } from "./AccountFixture.ts"
import { ProviderAccounts } from "./ProviderAccounts.ts"

const accepted: DispatchOutcome = { _tag: "Accepted", providerId: "SM1" }
const rejected = (errorClass: DeliveryErrorClass): DispatchOutcome => ({
  _tag: "Rejected",
  error: { code: "20003", class: errorClass, text: "This Sender ID cannot send now." },
})

const problemsOf = (id: string) =>
  Effect.map(recordOf(id), ({ problems }) => problems.map(({ kind, subject }) => `${kind} ${subject}`.trim()))

const send = Effect.fnUntraced(function* (id: string, outcome: DispatchOutcome) {
  const health = yield* AccountHealth
  yield* health.sent(yield* recordOf(id), outcome)
})

const hear = Effect.fnUntraced(function* (id: string, outcome = "accepted") {
  const sql = yield* PgClient.PgClient
  const { workspaceId } = yield* TestWorkspace
  const now = new Date(yield* Clock.currentTimeMillis)
  yield* sql`INSERT INTO webhook_log (workspace_id, account_id, received_at, endpoint, outcome, updates, detail)
    VALUES (${workspaceId}, ${id}, ${now}, 'status', ${outcome}, 1, '')`
})

const look = AccountHealth.use((health) => health.look)

layer(accountsLayer)("HOOK-6: the health of an account", (it) => {
  it.effect("HOOK-6: refused credentials are known at once, and forgotten when a message is taken again", () =>
    Effect.gen(function* () {
      const id = yield* addTwilio(null)
      for (const other of ["permanent", "transient", "number", "spam_limit"] as const) {
        yield* send(id, rejected(other))
      }
      assert.deepStrictEqual(yield* problemsOf(id), [])
      yield* send(id, rejected("account"))
      assert.deepStrictEqual(yield* problemsOf(id), ["refused"])
      yield* send(id, accepted)
      assert.deepStrictEqual(yield* problemsOf(id), [])
      // By turns taken and refused: written down once a minute.
      yield* send(id, rejected("account"))
      assert.deepStrictEqual(yield* problemsOf(id), [])
      yield* TestClock.adjust("1 minute")
      yield* send(id, rejected("account"))
      assert.deepStrictEqual(yield* problemsOf(id), ["refused"])
    }))

  it.effect("HOOK-6: an account is silent when three messages were taken and for ten minutes nothing came", () =>
    Effect.gen(function* () {
      const id = yield* addTwilio(null)
      const other = yield* addTwilio(null)
      yield* TestClock.adjust("1 minute")
      yield* hear(id)
      yield* TestClock.adjust("1 second")
      for (let sent = 0; sent < silentAfterMessages; sent += 1) yield* send(id, accepted)
      for (let sent = 1; sent < silentAfterMessages; sent += 1) yield* send(other, accepted)
      yield* TestClock.adjust(silentAfterMillis - 1)
      yield* look
      assert.deepStrictEqual(yield* problemsOf(id), [])
      yield* hear(id, "bad_signature")
      yield* TestClock.adjust(1)
      yield* look
      assert.deepStrictEqual(yield* problemsOf(id), ["silent"])
      assert.deepStrictEqual(yield* problemsOf(other), [])
      yield* TestClock.adjust("1 second")
      yield* hear(id)
      yield* look
      assert.deepStrictEqual(yield* problemsOf(id), [])
    }))

  it.effect("HOOK-6: an account that is heard of is not silent, however much it sends", () =>
    Effect.gen(function* () {
      const id = yield* addTwilio(null)
      yield* TestClock.adjust("1 minute")
      for (let sent = 0; sent < 10; sent += 1) yield* send(id, accepted)
      yield* TestClock.adjust("1 minute")
      yield* hear(id)
      yield* TestClock.adjust("20 minutes")
      yield* look
      assert.deepStrictEqual(yield* problemsOf(id), [])
    }))

  it.effect("HOOK-6: a restricted number is told to admins and to those who send from it, until it is lifted", () =>
    Effect.gen(function* () {
      const { ann, dana, omar } = yield* TestWorkspace
      const health = yield* AccountHealth
      const id = yield* addTwilio(null)
      const viewer = yield* viewerOf(ann)
      const settings = { label: "Twilio line", users: [dana.id], ratePerSecond: null }
      const asked = {
        accountId: id,
        channel: "sms" as const,
        address: "+15005550100",
        numberId: null,
        settings,
      }
      yield* Senders.use((senders) => senders.add(viewer, asked))
      const notice = (lifted: boolean, until: number | null = null): AccountNotice => ({
        _tag: "AccountNotice",
        topic: "phone_number_quality_update",
        severity: "warning",
        text: "The provider's words",
        restriction: { subject: "+15005550100", lifted, until },
      })
      const toldTo = Effect.fnUntraced(function* (user: typeof ann) {
        const snapshot = yield* Directory.use((directory) => directory.snapshot)
        const { accountProblems = [] } = directoryFor(snapshot, yield* viewerOf(user)) ?? {}
        return accountProblems.filter(({ accountId }) => accountId === id).map(({ detail, kind }) =>
          `${kind} ${detail}`.trim()
        )
      })
      const account = yield* recordOf(id)
      yield* health.noticed(account, notice(false))
      assert.deepStrictEqual(yield* toldTo(ann), ["restricted The provider's words"])
      assert.deepStrictEqual(yield* toldTo(dana), ["restricted"])
      assert.deepStrictEqual(yield* toldTo(omar), [])
      yield* health.noticed(account, notice(true))
      assert.deepStrictEqual(yield* toldTo(ann), [])
      // One whose end has passed is over by itself.
      yield* health.noticed(account, notice(false, 1_000))
      assert.deepStrictEqual(yield* toldTo(ann), [])

      yield* health.listed(account, {
        numbers: [{
          channel: "whatsapp",
          address: "+15005550100",
          numberId: null,
          name: "",
          quality: "red",
          problem: null,
        }],
        complete: true,
        problem: null,
      })
      assert.deepStrictEqual(yield* toldTo(dana), ["restricted"])
      yield* ProviderAccounts.use((accounts) => accounts.switchOff(viewer, id, true))
      assert.deepStrictEqual(yield* toldTo(dana), ["disabled"])
    }))
})
