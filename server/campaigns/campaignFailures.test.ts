import { assert, layer } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { emptyDraft } from "../../domain/campaign/Campaign.ts"
import { CampaignId } from "../../domain/campaign/CampaignMark.ts"
import type { DispatchOutcome } from "../../domain/conversation/ConversationCommand.ts"
import type { DeliveryError } from "../../domain/sending/DeliveryError.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import type { SendingFixture } from "../conversations/SendingFixture.ts"
import {
  campaignTemplate,
  campaignTest,
  campaignUntil,
  fileCampaign,
  phoneOff,
  rowsOf,
  viewer,
} from "./CampaignFixture.ts"
import { Campaigns } from "./Campaigns.ts"

const paused: DeliveryError = {
  code: "132015",
  class: "template_off",
  text: "WhatsApp paused this template because of complaints. Choose another one.",
}
const noCredit: DeliveryError = {
  code: "131042",
  class: "account",
  text: "WhatsApp has a problem with the payment for this account. Ask an admin to check it.",
}

/** The network refuses what is to go to these numbers. */
const refuses = (
  desk: SendingFixture,
  error: DeliveryError,
  to: (number: string) => boolean = () => true,
) => {
  desk.answer = (message) =>
    Effect.succeed(
      to(message.to) ? { _tag: "Rejected", error } : { _tag: "Accepted", providerId: message.messageId },
    )
}

const progressOf = Effect.fnUntraced(function* (id: CampaignId) {
  const campaigns = yield* Campaigns
  return Option.getOrThrow(yield* Stream.runHead(campaigns.follow(yield* viewer, id)))
})

const started = Effect.fnUntraced(function* (rows: ReturnType<typeof rowsOf>) {
  const { shared } = yield* TestWorkspace
  const campaigns = yield* Campaigns
  const template = yield* campaignTemplate("Order {{order}}")
  const draft = yield* fileCampaign(shared.id, template, rows)
  yield* campaigns.start(yield* viewer, draft.id, draft.version)
  return { id: draft.id, template }
})

const abroad: DeliveryError = { code: "30006", class: "transient", text: "The network was busy. Try later." }
const noPhone: DeliveryError = { code: "30005", class: "number", text: "The number does not exist." }

/** A campaign for those whom another did not reach, for a reason or any that may pass, looked at. */
const againFor = Effect.fnUntraced(function* (
  first: Effect.Success<ReturnType<typeof started>>,
  reason: string | null = phoneOff.code,
) {
  const { shared } = yield* TestWorkspace
  const campaigns = yield* Campaigns
  const id = CampaignId.make(randomUUID())
  yield* campaigns.save(yield* viewer, id, 0, {
    ...emptyDraft,
    name: "Again",
    senderId: shared.id,
    templateId: first.template,
    audience: { _tag: "Failed", of: first.id, reason },
  })
  return yield* campaignUntil(id, ({ audience }) => audience.state === "checked")
})

layer(TestWorkspace.layer, { excludeTestServices: true })("failures of a campaign", (it) => {
  it.effect("CAMP-2: a template that the network refuses as paused pauses the campaign and says why; it can go on later", () =>
    campaignTest({ perSecond: 20 }, ({ by, desk }) =>
      Effect.gen(function* () {
        const campaigns = yield* Campaigns
        refuses(desk, paused)
        const rows = rowsOf(120)
        const { id } = yield* started(rows)
        const stopped = yield* campaignUntil(id, ({ state }) => state === "paused")
        assert.strictEqual(stopped.problem, paused.text)
        const settled = yield* campaignUntil(id, ({ counts }) => counts.failed === counts.handed)
        assert.deepStrictEqual([settled.state, settled.problem], ["paused", paused.text])
        assert.isBelow(settled.counts.handed, rows.length)
        const { failures } = yield* progressOf(id)
        assert.deepStrictEqual(failures.map(({ again, class: kind, key }) => [key, kind, again]), [
          ["132015", "template_off", 0],
        ])
        desk.answer = () => Effect.succeed({ _tag: "Accepted", providerId: randomUUID() })
        yield* campaigns.resume(by, id)
        const ended = yield* campaignUntil(id, ({ state }) => state === "done")
        assert.deepStrictEqual([ended.problem, ended.counts.sent], [
          null,
          rows.length - settled.counts.failed,
        ])
      })))

  it.effect("CAMP-2: an account that fails for several in a row pauses the campaign; for a few among others it does not", () =>
    campaignTest({ perSecond: 20 }, ({ desk }) =>
      Effect.gen(function* () {
        const some = rowsOf(30)
        const abroad = new Set([3, 4, 11, 20].map((n) => some[n]?.number))
        refuses(desk, noCredit, (number) => abroad.has(number))
        const ended = yield* campaignUntil((yield* started(some)).id, ({ state }) => state !== "sending")
        assert.deepStrictEqual([ended.state, ended.counts.failed], ["done", 4])
        refuses(desk, noCredit)
        const stopped = yield* campaignUntil((yield* started(rowsOf(120))).id, ({ state }) =>
          state !== "sending")
        assert.deepStrictEqual([stopped.state, stopped.problem], ["paused", noCredit.text])
      })))

  it.effect("CAMP-3: those whom it did not reach get it again once each, however often that is asked for", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const campaigns = yield* Campaigns
        const rows = rowsOf(12)
        const off = rows.slice(0, 5).map(({ number }) => number)
        refuses(desk, phoneOff, (number) => off.includes(number))
        const first = yield* started(rows)
        yield* campaignUntil(first.id, ({ state }) => state === "done")
        desk.answer = () => Effect.succeed({ _tag: "Accepted", providerId: randomUUID() })
        const before = desk.sent.length
        const [one, two] = [yield* againFor(first), yield* againFor(first)]
        assert.deepStrictEqual([one.audience.ready, two.audience.ready], [5, 5])
        const answers = yield* Effect.forEach(
          [one, two],
          ({ id, version }) => Effect.exit(campaigns.start(by, id, version)),
          { concurrency: "unbounded" },
        )
        assert.deepStrictEqual(answers.map(({ _tag }) => _tag).toSorted(), ["Failure", "Success"])
        const running = answers[0]?._tag === "Success" ? one : two
        yield* campaignUntil(running.id, ({ state }) => state === "done")
        assert.sameMembers(desk.sent.slice(before).map(({ to }) => String(to)), off)
        const third = yield* againFor(first)
        assert.deepStrictEqual([third.audience.ready, third.audience.leftOut], [0, { sent_again: 5 }])
        const { failures } = yield* progressOf(first.id)
        assert.deepStrictEqual(failures.map(({ again, count }) => [count, again]), [[5, 5]])
      })))

  it.effect("CAMP-3: all whose reason may pass get it again at once, each once, and never who may have it", () =>
    campaignTest({}, ({ by, desk }) =>
      Effect.gen(function* () {
        const campaigns = yield* Campaigns
        const rows = rowsOf(14)
        const numbers = rows.map(({ number }) => number)
        const outcomeOf = (nth: number): DispatchOutcome =>
          nth < 3
            ? { _tag: "Rejected", error: phoneOff }
            : nth < 5
            ? { _tag: "Rejected", error: abroad }
            : nth < 7
            ? { _tag: "Rejected", error: noPhone }
            : nth < 9
            ? { _tag: "Unknown" }
            : { _tag: "Accepted", providerId: randomUUID() }
        desk.answer = ({ to }) => Effect.succeed(outcomeOf(numbers.indexOf(to)))
        const first = yield* started(rows)
        yield* campaignUntil(first.id, ({ counts }) => counts.failed + counts.unconfirmed === 9)
        desk.answer = () => Effect.succeed({ _tag: "Accepted", providerId: randomUUID() })
        // One reason alone before: those do not get it once more with all the others.
        const one = yield* againFor(first, abroad.code)
        yield* campaigns.start(by, one.id, one.version)
        const before = desk.sent.length
        const all = yield* againFor(first, null)
        assert.deepStrictEqual([all.audience.ready, all.audience.leftOut], [3, { sent_again: 2 }])
        yield* campaigns.start(by, all.id, all.version)
        yield* campaignUntil(all.id, ({ state }) => state === "done")
        yield* campaignUntil(one.id, ({ state }) => state === "done")
        assert.sameMembers(
          desk.sent.slice(before).map(({ to }) => String(to)).filter((to) => numbers.indexOf(to) < 3),
          numbers.slice(0, 3),
        )
        const once = yield* againFor(first, null)
        assert.deepStrictEqual([once.audience.ready, once.audience.leftOut], [0, { sent_again: 5 }])
        const { failures } = yield* progressOf(first.id)
        assert.deepStrictEqual(
          failures.map(({ again, count, key }) => [key, count, again]).toSorted(),
          [["30003", 3, 3], ["30005", 2, 0], ["30006", 2, 2], ["not_confirmed", 2, 0]],
        )
        const maybe = yield* againFor(first, "not_confirmed")
        assert.strictEqual(maybe.audience.ready, 2)
      })))
})
