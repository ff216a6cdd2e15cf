import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpClient } from "effect/http"
import { Address } from "../../domain/contact/Address.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import type { OutboundMessage } from "./ChannelAdapter.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"
import { makeTelnyxAdapter } from "./telnyx/TelnyxAdapter.ts"
import { telnyxAccount } from "./telnyx/TelnyxFixture.ts"
import { makeVonageAdapter } from "./vonage/VonageAdapter.ts"
import { vonageAccount } from "./vonage/VonageFixture.ts"

const megabyte = 1024 * 1024
const asked = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make(() => Effect.die("the provider was asked")),
)

const withFiles = (
  account: ProviderAccount,
  channel: OutboundMessage["channel"],
  sizes: ReadonlyArray<number>,
): OutboundMessage => ({
  account,
  conversationId: ConversationId.make("5b0ff05f-3b0b-4a3c-8b0e-2f6f5dd3d6a1"),
  messageId: MessageId.make("0c2b0dc0-6c60-4f2c-9f5e-0c1a4d0a7f11"),
  attempt: 1,
  channel,
  from: Address.make("+15005550006"),
  fromId: null,
  to: Address.make("+15555550123"),
  content: { kind: "media", text: "", media: [] },
  files: sizes.map((size) => ({
    name: "a.jpg",
    type: "image/jpeg",
    size,
    publicUrl: "https://desk.example.com/a.jpg",
    bytes: Effect.succeed(new Uint8Array()),
  })),
  statusCallbackUrl: "https://desk.example.com/status",
})

describe("filesTooLarge", () => {
  it.effect("MEDIA-1: what Telnyx and Vonage do not carry is said before they are asked", () =>
    Effect.gen(function* () {
      const telnyx = yield* makeTelnyxAdapter
      const vonage = yield* makeVonageAdapter
      const outcomes = yield* Effect.all([
        telnyx.send(withFiles(telnyxAccount, "sms", [megabyte / 2, megabyte / 2 + 1])),
        vonage.send(withFiles(vonageAccount, "sms", [2 * megabyte + 1])),
      ])
      assert.deepStrictEqual(
        outcomes.map((outcome) => outcome._tag === "Rejected" && outcome.error.text),
        [
          "The network of this Sender ID takes up to 1 MB in all. Send a smaller file or a link.",
          "The network of this Sender ID takes up to 2 MB for a file. Send a smaller file or a link.",
        ],
      )
    }).pipe(Effect.provide(asked)))

  it.effect("MEDIA-1: what they carry is handed over", () =>
    Effect.gen(function* () {
      const telnyx = yield* makeTelnyxAdapter
      const vonage = yield* makeVonageAdapter
      for (
        const send of [
          telnyx.send(withFiles(telnyxAccount, "sms", [megabyte / 2, megabyte / 2])),
          vonage.send(withFiles(vonageAccount, "sms", [2 * megabyte, 2 * megabyte])),
          vonage.send(withFiles(vonageAccount, "whatsapp", [5 * megabyte])),
        ]
      ) assert.strictEqual((yield* Effect.exit(send))._tag, "Failure")
    }).pipe(Effect.provide(asked)))
})
