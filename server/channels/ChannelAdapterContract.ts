import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, type Scope } from "effect"
import { TestClock } from "effect/testing"
import fc from "fast-check"
import type { Address } from "../../domain/contact/Address.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { ChannelAdapter, ChannelUpdate, OutboundMessage, WebhookRequest } from "./ChannelAdapter.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"

/** A message as the provider got it, in the desk's words. */
export interface ProvidedMessage {
  readonly channel: Channel
  readonly from: string
  readonly to: string
  readonly text: string
  /** Null when this provider reports by another way. */
  readonly statusCallbackUrl: string | null
}

/** What a provider can do to a send. */
export type ProviderFault = "refuse" | "busy" | "hang" | "cut" | "garbled"

export interface WebhookSample {
  readonly name: string
  /** In order and signed. */
  readonly request: WebhookRequest
}

/** One adapter with a provider of its own, for one test. */
export interface ChannelAdapterHarness {
  readonly adapter: ChannelAdapter
  readonly account: ProviderAccount
  readonly from: Address
  /** The provider's own id of the Sender ID. */
  readonly fromId: string | null
  readonly to: Address
  readonly provided: Effect.Effect<ReadonlyArray<ProvidedMessage>>
  /** Waits until a request reached the provider, answered or not. */
  readonly reached: Effect.Effect<void>
  readonly failNext: (fault: ProviderFault) => Effect.Effect<void>
}

export interface ChannelAdapterContract {
  readonly name: string
  readonly harness: Effect.Effect<ChannelAdapterHarness, never, Scope.Scope>
  /** The channels that this provider has. */
  readonly channels: readonly [Channel, ...ReadonlyArray<Channel>]
  /** Whether the address that was called is part of the signature. */
  readonly signsAddress: boolean
  /** The faults that this provider can have. */
  readonly faults: ReadonlyArray<ProviderFault>
  /** One for each kind of request that the provider sends; none when it sends no webhooks. */
  readonly samples: ReadonlyArray<WebhookSample>
  /** The request with a signature that the provider could have made for it. */
  readonly signed: (request: WebhookRequest) => WebhookRequest
}

const mutationsPerSample = 60
const longValueLength = 100_000

const conversationId = ConversationId.make("5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1")
const messageId = MessageId.make("0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11")
const otherMessageId = MessageId.make("0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f12")

const hasGoodId = (update: ChannelUpdate): boolean =>
  !("providerId" in update) || /^\S{1,256}$/.test(update.providerId)

const holdsNul = (value: unknown): boolean =>
  typeof value === "string"
    ? value.includes("\0")
    : typeof value === "object" && value !== null && Object.values(value).some(holdsNul)

const outbound = (harness: ChannelAdapterHarness, channel: Channel): OutboundMessage => ({
  account: harness.account,
  conversationId,
  messageId,
  attempt: 1,
  channel,
  from: harness.from,
  fromId: harness.fromId,
  to: harness.to,
  content: textContent("Grüße & 100 % = 👍\nsecond line"),
  files: [],
  statusCallbackUrl: `https://desk.example.com/status?conversation=${conversationId}&message=${messageId}`,
})

const outcomeAfter = Effect.fnUntraced(function* (contract: ChannelAdapterContract, fault: ProviderFault) {
  const harness = yield* contract.harness
  yield* harness.failNext(fault)
  return yield* harness.adapter.send(outbound(harness, contract.channels[0]))
})

const acceptedSends = (contract: ChannelAdapterContract): void => {
  it.effect("SEND-5: brings a message to the provider once, whole and to the right address", () =>
    Effect.gen(function* () {
      const harness = yield* contract.harness
      for (const channel of contract.channels) {
        const outcome = yield* harness.adapter.send(outbound(harness, channel))
        assert.strictEqual(outcome._tag, "Accepted")
      }
      const provided = yield* harness.provided
      const callsBack = provided.some(({ statusCallbackUrl }) => statusCallbackUrl !== null)
      const expected = contract.channels.map((channel): ProvidedMessage => {
        const { content, from, statusCallbackUrl, to } = outbound(harness, channel)
        return {
          channel,
          from,
          to,
          text: content.text,
          statusCallbackUrl: callsBack ? statusCallbackUrl : null,
        }
      })
      assert.sameDeepMembers([...provided], expected)
    }))

  it.effect("SEND-13: gives every accepted message an id of its own", () =>
    Effect.gen(function* () {
      const harness = yield* contract.harness
      const first = yield* harness.adapter.send(outbound(harness, contract.channels[0]))
      const second = yield* harness.adapter.send({
        ...outbound(harness, contract.channels[0]),
        messageId: otherMessageId,
      })
      if (first._tag !== "Accepted" || second._tag !== "Accepted") return assert.fail("not accepted")
      assert.notStrictEqual(first.providerId, second.providerId)
    }))

  it.effect("SEND-4: refuses to send from an account of another provider", () =>
    Effect.gen(function* () {
      const harness = yield* contract.harness
      const credentials = harness.account.credentials.kind === "simulator"
        ? { kind: "twilio", accountSid: "AC1", authToken: "x" } as const
        : { kind: "simulator" } as const
      const message = {
        ...outbound(harness, contract.channels[0]),
        account: { ...harness.account, credentials },
      }
      const outcome = yield* harness.adapter.send(message)
      assert.strictEqual(outcome._tag === "Rejected" && outcome.error.class, "account")
      assert.deepStrictEqual(yield* harness.provided, [])
    }))
}

const failedSends = (contract: ChannelAdapterContract): void => {
  const { faults } = contract

  if (faults.includes("refuse")) {
    it.effect("SEND-4: says in words why a refused message was not sent", () =>
      Effect.gen(function* () {
        const outcome = yield* outcomeAfter(contract, "refuse")
        if (outcome._tag !== "Rejected") return assert.fail(outcome._tag)
        assert.match(outcome.error.code, /\S/)
        assert.match(outcome.error.text, /^[A-Z].*\.$/)
      }))
  }

  if (faults.includes("busy")) {
    it.effect("SEND-8: leaves what the provider was too busy for to be tried again", () =>
      Effect.gen(function* () {
        const outcome = yield* outcomeAfter(contract, "busy")
        assert.strictEqual(outcome._tag === "Deferred" && outcome.error.class, "transient")
      }))
  }

  if (faults.includes("hang")) {
    it.effect("SEND-7: does not know the fate of a message without an answer", () =>
      Effect.gen(function* () {
        const harness = yield* contract.harness
        yield* harness.failNext("hang")
        const sending = yield* Effect.forkChild(harness.adapter.send(outbound(harness, contract.channels[0])))
        yield* harness.reached
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(yield* Fiber.join(sending), { _tag: "Unknown" })
      }))
  }

  for (const fault of ["cut", "garbled"] as const) {
    if (!faults.includes(fault)) continue
    it.effect(`SEND-7: does not know the fate of a message whose answer was ${fault}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* outcomeAfter(contract, fault), { _tag: "Unknown" })
      }))
  }
}

const genuineWebhooks = (contract: ChannelAdapterContract): void => {
  it.effect.each(contract.samples.map((sample) => ({ ...sample, toString: () => sample.name })))(
    "HOOK-7: reads %s",
    (sample) =>
      Effect.gen(function* () {
        const { adapter } = yield* contract.harness
        const reading = yield* adapter.readWebhook(sample.request)
        if (reading._tag !== "Updates") return assert.fail(JSON.stringify(reading))
        for (const update of reading.updates) assert.isTrue(hasGoodId(update))
      }),
  )

  it.effect("CONV-5: reads a repeated request as the same message of the provider", () =>
    Effect.gen(function* () {
      const { adapter } = yield* contract.harness
      for (const { request } of contract.samples) {
        assert.deepStrictEqual(yield* adapter.readWebhook(request), yield* adapter.readWebhook(request))
      }
    }))

  it.effect("HOOK-1: refuses a genuine body without its signature, or with another one", () =>
    Effect.gen(function* () {
      const { adapter } = yield* contract.harness
      for (const { request } of contract.samples) {
        const unsigned: WebhookRequest = { ...request, headers: {} }
        const moved: WebhookRequest = { ...request, url: `${request.url}?x=1` }
        const changed: WebhookRequest = { ...request, body: Uint8Array.of(...request.body, 0x26, 0x78) }
        const ofOther: WebhookRequest = {
          ...request,
          account: { ...request.account, credentials: { kind: "simulator" } },
        }
        for (const bad of [unsigned, changed, ofOther, ...(contract.signsAddress ? [moved] : [])]) {
          assert.deepStrictEqual(yield* adapter.readWebhook(bad), { _tag: "BadSignature" })
        }
      }
    }))
}

type Path = ReadonlyArray<string | number>

const pathsIn = (value: unknown, path: Path = []): ReadonlyArray<Path> => [
  path,
  ...(Array.isArray(value)
    ? value.flatMap((each, n) => pathsIn(each, [...path, n]))
    : typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, each]) => pathsIn(each, [...path, name]))
    : []),
]

const replacedAt = (value: unknown, [step, ...rest]: Path, put: (old: unknown) => unknown): unknown => {
  if (step === undefined) return put(value)
  if (Array.isArray(value)) return value.map((each, n) => n === step ? replacedAt(each, rest, put) : each)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === step ? replacedAt(each, rest, put) : each]),
  )
}

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth))
const strangers: ReadonlyArray<unknown> = [
  undefined,
  null,
  true,
  -1,
  1e300,
  "",
  "\u0000\ud800",
  "x".repeat(longValueLength),
  [],
  {},
  [[]],
  nested(2000),
]

/** JSON with one of its parts gone, of another type, huge, deep or doubled; nothing for what is no JSON. */
const mutatedJson = (original: Uint8Array): ReadonlyArray<fc.Arbitrary<Uint8Array>> => {
  const text = new TextDecoder().decode(original)
  if (!text.startsWith("{")) return []
  const parsed: unknown = JSON.parse(text)
  const put = fc.oneof(
    fc.constantFrom(...strangers).map((stranger) => () => stranger),
    fc.constant((old: unknown) => [old, old]),
    fc.jsonValue().map((value) => () => value),
  )
  return [
    fc.tuple(fc.constantFrom(...pathsIn(parsed).slice(1)), put).map(([path, change]) =>
      new TextEncoder().encode(JSON.stringify(replacedAt(parsed, path, change)))
    ),
  ]
}

/** Bytes put in, taken out and changed; fields doubled, emptied and made huge. */
const mutated = (original: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const position = fc.nat({ max: original.byteLength })
  const spliced = fc.tuple(position, fc.nat({ max: 8 }), fc.uint8Array({ maxLength: 16 })).map(
    ([at, gone, bytes]) => Uint8Array.of(...original.slice(0, at), ...bytes, ...original.slice(at + gone)),
  )
  const fields = [...new URLSearchParams(new TextDecoder().decode(original))]
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("", "\0", "%", "-1", "NaN", "1e9", "x".repeat(longValueLength), "__proto__"),
  )
  const rewritten = fc.tuple(fc.nat({ max: Math.max(fields.length - 1, 0) }), value, fc.boolean()).map(
    ([index, replacement, doubled]) => {
      const form = fields.flatMap(([name, old], n): Array<[string, string]> =>
        n !== index ? [[name, old]] : doubled ? [[name, replacement], [name, old]] : [[name, replacement]]
      )
      return new TextEncoder().encode(new URLSearchParams(form).toString())
    },
  )
  return fc.oneof(spliced, ...mutatedJson(original), rewritten, fc.uint8Array({ maxLength: 200 }))
}

const brokenWebhooks = (contract: ChannelAdapterContract): void => {
  it.effect("HOOK-2: survives every change to a body, whoever signed it", () =>
    Effect.gen(function* () {
      const { adapter } = yield* contract.harness
      const survives = (request: WebhookRequest) =>
        Effect.runPromise(adapter.readWebhook(request)).then((reading) => {
          if (reading._tag === "Malformed") assert.isAtMost(reading.detail.length, 300)
          if (reading._tag !== "Updates") return
          assert.isTrue(reading.updates.every(hasGoodId))
          assert.isFalse(holdsNul(reading.updates))
        })
      for (const { request } of contract.samples) {
        const property = fc.asyncProperty(mutated(request.body), async (body) => {
          await survives({ ...request, body })
          await survives(contract.signed({ ...request, body }))
        })
        yield* Effect.promise(() => fc.assert(property, { numRuns: mutationsPerSample }))
      }
    }))

  it.effect("HOOK-2: says of an address that the provider does not have that it is unknown", () =>
    Effect.gen(function* () {
      const { adapter } = yield* contract.harness
      for (const { request } of contract.samples) {
        const elsewhere = { ...request, endpoint: "elsewhere" }
        assert.strictEqual((yield* adapter.readWebhook(elsewhere))._tag, "Malformed")
      }
    }))
}

/** What every adapter has to do, whoever its provider is: call it from the adapter's own test. */
export const channelAdapterContract = (contract: ChannelAdapterContract): void => {
  describe(`${contract.name} as a channel adapter`, () => {
    acceptedSends(contract)
    failedSends(contract)
    if (contract.samples.length > 0) {
      genuineWebhooks(contract)
      brokenWebhooks(contract)
    }
  })
}
