import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"
import { type HttpClient, HttpServerResponse } from "effect/http"
import { TestClock } from "effect/testing"
import type { ConnectionOutcome } from "../../domain/account/ConnectionCheck.ts"
import type { ListedNumber } from "../../domain/account/ListedNumber.ts"
import { freePort } from "../database/freePort.ts"
import { makeStandInServer, type ReceivedCall, type ScriptedAnswer } from "../../test/StandInServer.ts"
import type { ChannelAdapter } from "./ChannelAdapter.ts"
import { type ProviderAccount, ProviderCredentials } from "./ProviderAccount.ts"

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** What one kind of provider answers about an account. */
export interface AccountAdministrationContract {
  readonly name: string
  readonly make: Effect.Effect<ChannelAdapter, never, HttpClient.HttpClient>
  readonly account: ProviderAccount
  /** The header by which the account's calls are known. */
  readonly authorization: string
  /** Answers a call of the account's by its path with query; null for a path that the provider does not have. */
  readonly answer: (path: string) => unknown
  readonly refused: Answer
  /** What else the provider says instead, and what that means. */
  readonly refusals: ReadonlyArray<Answer & { readonly means: ConnectionOutcome }>
  /** What a good check calls the account. */
  readonly detail: string
  /** All the numbers that `answer` tells of, in more than one page. */
  readonly numbers: ReadonlyArray<ListedNumber>
}

const json = ({ body, status }: Answer) => HttpServerResponse.jsonUnsafe(body, { status })

const start = Effect.fnUntraced(function* (contract: AccountAdministrationContract) {
  const client = yield* Layer.build(NodeHttpClient.layerUndici)
  const provider = yield* makeStandInServer<ReceivedCall>({
    objectionTo: ({ headers, method, path }) => {
      if (method !== "GET") return json({ status: 405, body: {} })
      if (headers["authorization"] !== contract.authorization) return json(contract.refused)
      return contract.answer(path) === null ? json({ status: 404, body: {} }) : null
    },
    take: (call) => call,
    accepted: ({ path }) => json({ status: 200, body: contract.answer(path) }),
    refused: ({ status }) => json({ status, body: {} }),
  })
  const adapter = yield* contract.make.pipe(Effect.provide(client))
  const { administration } = adapter
  if (!administration) return yield* Effect.die("it offers nothing to admins")
  return { adapter, administration, provider, account: { ...contract.account, baseUrl: provider.url } }
})

const answered = ({ body, status }: Answer): ScriptedAnswer => ({
  _tag: "Answer",
  status,
  contentType: "application/json",
  body: JSON.stringify(body),
})

const connection = (contract: AccountAdministrationContract): void => {
  const checkAfter = Effect.fnUntraced(function* (...answers: ReadonlyArray<ScriptedAnswer>) {
    const { account, administration, provider } = yield* start(contract)
    yield* provider.script(...answers)
    return yield* administration.check(account)
  })

  it.effect("ADMIN-1: says that good credentials are accepted, and what the account is called", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* checkAfter(), { outcome: "connected", detail: contract.detail })
    }))

  it.effect("ADMIN-1: says that credentials are refused, also those of another kind of provider", () =>
    Effect.gen(function* () {
      const { account, administration } = yield* start(contract)
      const { kind, ...rest } = contract.account.credentials
      const wrong = Schema.decodeUnknownSync(ProviderCredentials)({
        kind,
        ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, `${String(value)}x`])),
      })
      for (const credentials of [wrong, { kind: "simulator" } as const]) {
        const { outcome } = yield* administration.check({ ...account, credentials })
        assert.strictEqual(outcome, "refused")
      }
    }))

  it.effect.each(contract.refusals.map((one) => ({ ...one, toString: () => one.means })))(
    "ADMIN-1: tells that the provider means %s",
    ({ means, ...answer }) =>
      Effect.gen(function* () {
        assert.strictEqual((yield* checkAfter(answered(answer))).outcome, means)
      }),
  )

  it.effect("ADMIN-1: tells a busy provider and one that is none from one that refuses", () =>
    Effect.gen(function* () {
      const html: ScriptedAnswer = { _tag: "Answer", status: 200, contentType: "text/html", body: "<p>Hi" }
      assert.strictEqual((yield* checkAfter({ _tag: "Busy", status: 503 })).outcome, "busy")
      assert.strictEqual((yield* checkAfter(html)).outcome, "wrong_address")
      assert.strictEqual(
        (yield* checkAfter(answered({ status: 200, body: { ok: 1 } }))).outcome,
        "wrong_address",
      )
      assert.strictEqual((yield* checkAfter(answered({ status: 404, body: "no" }))).outcome, "wrong_address")
      assert.strictEqual((yield* checkAfter({ _tag: "Cut" })).outcome, "unreachable")
    }))

  it.effect("ADMIN-1: says that nobody is there, or that the address is none", () =>
    Effect.gen(function* () {
      const { account, administration } = yield* start(contract)
      const closed = `http://127.0.0.1:${yield* freePort}`
      assert.strictEqual(
        (yield* administration.check({ ...account, baseUrl: closed })).outcome,
        "unreachable",
      )
      const { outcome } = yield* administration.check({ ...account, baseUrl: "no address" })
      assert.include(["wrong_address", "unreachable"], outcome)
    }))

  it.effect("ADMIN-1: waits for an answer for ten seconds and no longer", () =>
    Effect.gen(function* () {
      const { account, administration, provider } = yield* start(contract)
      yield* provider.script({ _tag: "Hang" })
      const checking = yield* Effect.forkChild(administration.check(account))
      yield* provider.awaitReceived(1)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(checking)).outcome, "timed_out")
    }))
}

const numbers = (contract: AccountAdministrationContract): void => {
  it.effect("ADMIN-1: reads the numbers of every page, with what the provider thinks of them", () =>
    Effect.gen(function* () {
      const { account, administration } = yield* start(contract)
      assert.deepStrictEqual(yield* administration.numbers(account), {
        numbers: contract.numbers,
        complete: true,
        problem: null,
      })
    }))

  it.effect("ADMIN-1: says why numbers could not be read, and keeps what was read until then", () =>
    Effect.gen(function* () {
      const { account, administration, provider } = yield* start(contract)
      yield* provider.script({ _tag: "Accept" }, answered(contract.refused))
      const list = yield* administration.numbers(account)
      assert.deepStrictEqual(list.problem, { outcome: "refused", detail: "" })
      assert.isFalse(list.complete)
      assert.isAbove(list.numbers.length, 0)
      assert.isBelow(list.numbers.length, contract.numbers.length)
    }))
}

const description = (contract: AccountAdministrationContract): void => {
  it.effect("ADMIN-1: describes exactly the fields that its credentials have", () =>
    Effect.gen(function* () {
      const { adapter, administration: { setup } } = yield* start(contract)
      const { kind, ...rest } = contract.account.credentials
      assert.strictEqual(setup.kind, kind)
      assert.strictEqual(setup.kind, adapter.kind)
      assert.strictEqual(setup.defaultBaseUrl, adapter.defaultBaseUrl)
      const required = setup.fields.filter(({ optional }) => !optional)
      assert.sameMembers(required.map(({ name }) => name), Object.keys(rest))
      for (const { name, pattern } of required) {
        const value = Object.entries(rest).find(([field]) => field === name)?.[1]
        if (pattern !== null) assert.match(String(value), new RegExp(pattern))
      }
      assert.isTrue(setup.fields.some(({ secret }) => secret))
      assert.isAbove(setup.steps.length, 2)
    }))
}

/** What every adapter offers to admins, whoever its provider is: call it from the adapter's own test. */
export const accountAdministrationContract = (contract: AccountAdministrationContract): void => {
  describe(`an account of ${contract.name}`, () => {
    description(contract)
    connection(contract)
    numbers(contract)
  })
}
