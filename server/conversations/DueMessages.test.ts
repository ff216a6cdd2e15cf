import { PgClient } from "@effect/sql-pg"
import { assert, layer } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { randomUUID } from "node:crypto"
import { BotId } from "../../domain/bot/BotMark.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import { type MessageContent, textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { Directory } from "../directory/Directory.ts"
import { actorOf, Conversations } from "./Conversations.ts"
import { deliveryOf, deliveryUntil, SendingFixture, threadOf, untilStatus } from "./SendingFixture.ts"

/* What waits for its time goes once, as soon as it may, in order, or says why not; whatever becomes of jobs, clocks and processes. */

/** A Monday evening; New York is at 18:00 and opens on Tuesday at 9:00. */
const evening = Date.UTC(2026, 2, 2, 23)
const opening = Date.UTC(2026, 2, 3, 14)
const hour = 3_600_000
const weekdays = (from: string) =>
  Object.fromEntries(["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [[from, "17:00"]]]))

const setHours = (weekly: object | null) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    yield* sql`UPDATE workspaces SET hours = ${weekly === null ? null : JSON.stringify(weekly)}::jsonb`
  })
const changeHours = (weekly: object | null) =>
  Effect.andThen(setHours(weekly), Directory.use((directory) => directory.changed))

let phones = 0
const freshPhone = () => `+1555081${String(phones++).padStart(4, "0")}`

layer(TestWorkspace.layer, { excludeTestServices: true })("messages that wait", (it) => {
  it.effect("HOURS-2, SEND-5: outside hours they wait for the opening, and go then, in the order of writing", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(evening)
      yield* setHours(weekdays("09:00"))
      yield* desk.run(Effect.gen(function* () {
        const thread = yield* threadOf((yield* TestWorkspace).shared, freshPhone())
        const ids = yield* Effect.forEach(["one", "two", "three"], (text) => thread.write(text))
        for (const id of ids) {
          assert.deepInclude(yield* deliveryOf(id), {
            status: "queued",
            dueAt: opening,
            waitsFor: "business",
          })
        }
        assert.deepStrictEqual(
          desk.jobs.map(({ dueAt, messageId }) => [dueAt, messageId]),
          ids.map((id) => [opening, id]),
        )
        // Early by a millisecond: nothing goes.
        desk.now = opening - 1
        yield* desk.fire(...desk.jobs)
        const other = yield* threadOf((yield* TestWorkspace).owned, freshPhone())
        yield* other.write("still closed")
        assert.deepStrictEqual(desk.texts, [])
        // On time, each job twice.
        desk.now = opening
        yield* desk.fire(...desk.jobs, ...desk.jobs)
        for (const id of ids) assert.strictEqual(yield* untilStatus(id, "sent"), "sent")
        assert.deepStrictEqual(desk.texts.filter((text) => text !== "still closed"), ["one", "two", "three"])
      }))
    }))

  it.effect("HOURS-2, SEND-7: what fell due while the desk was down, and its jobs with it, goes at the next start, once", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(evening)
      yield* setHours(weekdays("09:00"))
      const id = yield* desk.run(Effect.gen(function* () {
        const thread = yield* threadOf((yield* TestWorkspace).shared, freshPhone())
        return yield* thread.write("after the night")
      }))
      desk.now = opening + 5 * hour
      yield* desk.run(untilStatus(id, "sent"))
      assert.deepStrictEqual(desk.texts, ["after the night"])
      // The clock is set back, and the old job comes after all.
      desk.now = evening
      yield* desk.run(Effect.gen(function* () {
        yield* desk.fire(...desk.jobs)
        const thread = yield* threadOf((yield* TestWorkspace).shared, freshPhone())
        yield* deliveryUntil(yield* thread.write("again"), (row) => row?.dueAt === opening)
      }))
      assert.deepStrictEqual(desk.texts, ["after the night"])
    }))

  it.effect("HOURS-3: a change of hours reschedules what waits, and sends at once what may go now", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(evening)
      yield* setHours(weekdays("09:00"))
      yield* desk.run(Effect.gen(function* () {
        const thread = yield* threadOf((yield* TestWorkspace).shared, freshPhone())
        const id = yield* thread.write("when?")
        yield* changeHours(weekdays("07:30"))
        const earlier = yield* deliveryUntil(id, (row) => row?.dueAt !== opening)
        assert.strictEqual(earlier?.dueAt, opening - 1.5 * hour)
        assert.strictEqual(desk.jobs.at(-1)?.dueAt, opening - 1.5 * hour)
        yield* changeHours({})
        assert.deepInclude(yield* deliveryUntil(id, (row) => row?.dueAt === null), {
          status: "queued",
          waitsFor: "business",
        })
        yield* changeHours(null)
        assert.strictEqual(yield* untilStatus(id, "sent"), "sent")
      }))
    }))

  it.effect("HOURS-3: hours that were changed while the desk was down count at the next start", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(evening)
      yield* setHours(weekdays("09:00"))
      const id = yield* desk.run(Effect.gen(function* () {
        const thread = yield* threadOf((yield* TestWorkspace).shared, freshPhone())
        return yield* thread.write("earlier than thought")
      }))
      yield* setHours(weekdays("08:00"))
      yield* desk.run(deliveryUntil(id, (row) => row?.dueAt === opening - hour))
      assert.strictEqual((yield* deliveryOf(id))?.dueAt, opening - hour)
      yield* setHours(null)
      yield* desk.run(untilStatus(id, "sent"))
      assert.deepStrictEqual(desk.texts, ["earlier than thought"])
    }))

  it.effect("SEND-12, SEND-5: what is scheduled holds nothing up, goes at its time, and can be cancelled until then", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(evening)
      yield* setHours(null)
      yield* desk.run(Effect.gen(function* () {
        const thread = yield* threadOf((yield* TestWorkspace).shared, freshPhone())
        const later = yield* thread.write("later", evening + hour)
        const never = yield* thread.write("never", evening + hour)
        const now = yield* thread.write("now")
        assert.strictEqual(yield* untilStatus(now, "sent"), "sent")
        assert.deepInclude(yield* deliveryOf(later), { dueAt: evening + hour, waitsFor: "schedule" })
        yield* thread.cancel(never)
        desk.now = evening + hour - 1
        yield* desk.fire(...desk.jobs)
        yield* untilStatus(yield* thread.write("meanwhile"), "sent")
        desk.now = evening + hour
        yield* desk.fire(...desk.jobs)
        assert.strictEqual(yield* untilStatus(later, "sent"), "sent")
        assert.strictEqual((yield* deliveryOf(never))?.status, "cancelled")
        assert.deepStrictEqual(desk.texts, ["now", "meanwhile", "later"])
      }))
    }))

  it.effect.each([
    { when: "a millisecond before the window closes", after: -1, status: "sent" },
    { when: "when the window has closed", after: 0, status: "failed" },
  ])(
    "WIN-4: a free-form message that waited is judged at hand-over: $when it has $status",
    ({ after, status }) =>
      Effect.gen(function* () {
        const desk = new SendingFixture(evening)
        yield* setHours(null)
        yield* desk.run(Effect.gen(function* () {
          const thread = yield* threadOf((yield* TestWorkspace).whatsapp, freshPhone())
          yield* thread.receive("hello", evening - 23 * hour)
          const id = yield* thread.write("in time?", evening + hour + after)
          desk.now = evening + hour + after
          yield* desk.fire(...desk.jobs)
          assert.strictEqual(yield* untilStatus(id, status), status)
          if (status === "sent") return
          assert.strictEqual((yield* deliveryOf(id))?.error, "window_closed")
          assert.deepStrictEqual(desk.texts, [])
          assert.deepStrictEqual(yield* kindsIn(thread.id), [
            "MessageReceived",
            "MessageWritten",
            "WindowClosed",
          ])
        }))
      }),
  )

  it.effect("TMPL-3, WIN-3: a registered template goes outside the window while it is approved, also when it waited", () =>
    Effect.gen(function* () {
      const desk = new SendingFixture(evening)
      const sql = yield* PgClient.PgClient
      const { account, whatsapp, workspaceId } = yield* TestWorkspace
      yield* setHours(null)
      const templateId = randomUUID()
      yield* sql`INSERT INTO templates (id, workspace_id, channel, type, name, key, language, body, account_id, status,
          provider_id, category, quality, variables, scope, examples, fillable, status_at)
        VALUES (${templateId}, ${workspaceId}, 'whatsapp', 'conversation', 'hello', 'hello', 'en', 'Hello', ${account.id},
          'approved', 'HX1', 'utility', 'green', 'numbered', 'all', '{}', true, now())`
      const registered = { name: "hello", language: "en", providerId: null, variables: "numbered" } as const
      const template = { templateId, registered, header: null, values: [], footer: null, buttons: [] }
      const content: MessageContent = { kind: "template", text: "Hello", media: [], template }
      const setStatus = (status: string) =>
        sql`UPDATE templates SET status = ${status} WHERE id = ${templateId}`
      yield* desk.run(Effect.gen(function* () {
        const thread = yield* threadOf(whatsapp, freshPhone())
        yield* thread.receive("hello", evening - 30 * hour)
        assert.strictEqual(yield* untilStatus(yield* thread.write(content), "sent"), "sent")
        const waited = yield* thread.write(content, evening + hour)
        yield* setStatus("paused")
        assert.deepInclude(yield* Effect.flip(thread.write(content)), { code: "template_paused" })
        desk.now = evening + hour
        yield* desk.fire(...desk.jobs)
        assert.strictEqual(yield* untilStatus(waited, "failed"), "failed")
        assert.strictEqual((yield* deliveryOf(waited))?.error, "template_paused")
        yield* setStatus("vanished")
        assert.deepInclude(yield* Effect.flip(thread.write(content)), { code: "template_not_found" })
      }))
      assert.strictEqual(desk.sent.length, 1)
    }))

  it.effect("BOT-1: who waits for a bot that says nothing is with people in time, also where the job is lost or nothing ran", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { ann, shared, workspaceId } = yield* TestWorkspace
      const desk = new SendingFixture(evening)
      const bot = { id: BotId.make(randomUUID()), name: "Menu" }
      const standing = Effect.fnUntraced(function* (id: string) {
        const [row] = yield* sql<{ readonly active: boolean; readonly unread: number }>`
          SELECT bot IS NOT NULL AS active, owner_unread AS unread FROM conversations WHERE id = ${id}`
        return row
      })
      const told = Effect.fnUntraced(function* () {
        const thread = yield* threadOf(shared, freshPhone())
        const conversations = yield* Conversations
        yield* thread.receive("hello", evening)
        yield* conversations.execute(thread.id, workspaceId, { _tag: "StartBot", by: actorOf(ann), bot })
        assert.deepStrictEqual(yield* standing(thread.id), { active: true, unread: 0 })
        return thread.id
      })
      const withPeople = (id: string) =>
        standing(id).pipe(
          Effect.repeat({
            until: (row) => row?.active === false,
            schedule: Schedule.spaced("20 millis"),
            times: 500,
          }),
        )
      const silent = 3 * 60_000
      const [missed, answered] = yield* desk.run(Effect.gen(function* () {
        const ids = [yield* told(), yield* told(), yield* told()] as const
        assert.deepStrictEqual(
          desk.jobs.map(({ conversationId, dueAt }) => [conversationId, dueAt]),
          ids.map((id) => [id, evening + silent]),
        )
        yield* (yield* Conversations).execute(ids[2], workspaceId, {
          _tag: "BotAnswer",
          bot,
          messageId: MessageId.make(randomUUID()),
          content: textContent("Hello"),
        })
        desk.now = evening + silent - 1
        yield* desk.fire(...desk.jobs)
        yield* (yield* threadOf(shared, freshPhone())).receive("meanwhile", evening)
        desk.now = evening + silent
        yield* desk.fire(...desk.jobs.filter(({ conversationId }) => conversationId !== ids[1]))
        assert.deepStrictEqual(yield* withPeople(ids[0]), { active: false, unread: 1 })
        assert.deepStrictEqual(yield* kindsIn(ids[0]), ["MessageReceived", "BotStarted", "BotEnded"])
        return [ids[1], ids[2]] as const
      }))
      assert.deepStrictEqual(yield* standing(missed), { active: true, unread: 0 })
      // Started again: nobody fires a job.
      yield* desk.run(Effect.gen(function* () {
        assert.deepStrictEqual(yield* withPeople(missed), { active: false, unread: 1 })
      }))
      assert.deepStrictEqual(yield* standing(answered), { active: true, unread: 0 })
    }))

  it.effect("LIFE-1: a snoozed conversation is back, unread, at its time and not before, also where the job is lost or nothing ran", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const { ann, shared, workspaceId } = yield* TestWorkspace
      const desk = new SendingFixture(evening)
      const by = actorOf(ann)
      const standing = Effect.fnUntraced(function* (id: string) {
        const [row] = yield* sql<{ readonly aside: string; readonly unread: number }>`
          SELECT aside, owner_unread AS unread FROM conversations WHERE id = ${id}`
        return row
      })
      const snoozed = Effect.fnUntraced(function* () {
        const thread = yield* threadOf(shared, freshPhone())
        const conversations = yield* Conversations
        yield* thread.receive("hello", evening)
        yield* conversations.execute(thread.id, workspaceId, {
          _tag: "PutAside",
          by,
          aside: { how: "snoozed", until: evening + hour },
        })
        assert.deepStrictEqual(yield* standing(thread.id), { aside: "snoozed", unread: 0 })
        return thread.id
      })
      const back = (id: string) =>
        standing(id).pipe(
          Effect.repeat({
            until: (row) => row?.aside === "no",
            schedule: Schedule.spaced("20 millis"),
            times: 500,
          }),
        )
      const [timely, missed] = yield* desk.run(Effect.gen(function* () {
        const ids = [yield* snoozed(), yield* snoozed()] as const
        assert.deepStrictEqual(
          desk.jobs.map(({ conversationId, dueAt }) => [conversationId, dueAt]),
          ids.map((id) => [id, evening + hour]),
        )
        desk.now = evening + hour - 1
        yield* desk.fire(...desk.jobs)
        const other = yield* threadOf(shared, freshPhone())
        yield* other.receive("meanwhile", evening)
        desk.now = evening + hour
        yield* desk.fire(...desk.jobs.slice(0, 1), ...desk.jobs.slice(0, 1))
        assert.deepStrictEqual(yield* back(ids[0]), { aside: "no", unread: 1 })
        assert.deepStrictEqual(yield* kindsIn(ids[0]), ["MessageReceived", "PutAside", "BroughtBack"])
        return ids
      }))
      assert.deepStrictEqual(yield* standing(missed), { aside: "snoozed", unread: 0 })
      // Started again: nobody fires a job.
      yield* desk.run(Effect.gen(function* () {
        assert.deepStrictEqual(yield* back(missed), { aside: "no", unread: 1 })
      }))
      assert.deepStrictEqual(yield* standing(timely), { aside: "no", unread: 1 })
    }))

  it.effect("WIN-5: when the provider says that the window is closed it is closed here, until the customer writes", () =>
    Effect.gen(function* () {
      const closed: DispatchOutcome = {
        _tag: "Rejected",
        error: {
          code: "131047",
          class: "window_closed",
          text: "The 24-hour window closed before it was sent.",
        },
      }
      const desk = new SendingFixture(evening)
      yield* setHours(null)
      yield* desk.run(Effect.gen(function* () {
        const thread = yield* threadOf((yield* TestWorkspace).whatsapp, freshPhone())
        yield* thread.receive("hello", evening - hour)
        desk.answer = () => Effect.succeed(closed)
        const id = yield* thread.write("are we open?")
        assert.strictEqual(yield* untilStatus(id, "failed"), "failed")
        assert.strictEqual(
          (yield* Effect.flip(thread.write("and now?"))).message.includes("window is closed"),
          true,
        )
        assert.strictEqual((yield* kindsIn(thread.id)).at(-1), "WindowClosed")
        desk.answer = () => Effect.succeed({ _tag: "Accepted", providerId: "SM1" })
        yield* thread.receive("yes?", evening)
        assert.strictEqual(yield* untilStatus(yield* thread.write("welcome back"), "sent"), "sent")
      }))
    }))
})

const kindsIn = Effect.fnUntraced(function* (id: string) {
  const sql = yield* PgClient.PgClient
  const rows = yield* sql<{ readonly kind: string }>`
    SELECT kind FROM items WHERE conversation_id = ${id} ORDER BY seq`
  return rows.map(({ kind }) => kind)
})
