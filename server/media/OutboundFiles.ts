import { Context, Effect, Layer, Stream } from "effect"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { OutboundFile } from "../channels/ChannelAdapter.ts"
import { MediaFiles } from "./MediaFiles.ts"
import { MediaStore } from "./MediaStore.ts"
import { PublicMediaLinks } from "./PublicMediaLinks.ts"

/** The files of a message of ours, as providers take them: to be fetched by link, or as bytes. */
export class OutboundFiles extends Context.Service<OutboundFiles, {
  readonly of: (
    conversationId: ConversationId,
    messageId: MessageId,
  ) => Effect.Effect<ReadonlyArray<OutboundFile>, Unavailable>
}>()("desk/server/media/OutboundFiles") {
  static readonly layer = Layer.effect(
    OutboundFiles,
    Effect.gen(function* () {
      const files = yield* MediaFiles
      const links = yield* PublicMediaLinks
      const store = yield* MediaStore

      const bytesOf = (key: string) =>
        store.get(key, null).pipe(
          Stream.runCollect,
          Effect.map((parts) => new Uint8Array(Buffer.concat([...parts]))),
        )

      return OutboundFiles.of({
        of: Effect.fn("OutboundFiles.of")(function* (conversationId, messageId) {
          const rows = yield* files.filesOf(conversationId, messageId)
          return yield* Effect.forEach(
            rows.flatMap((row) => row.key === null ? [] : [{ ...row, key: row.key }]),
            Effect.fnUntraced(function* ({ key, name, position, size, type }) {
              const publicUrl = yield* links.linkTo({ conversationId, messageId, position })
              return { name: name ?? "file", type, size: size ?? 0, publicUrl, bytes: bytesOf(key) }
            }),
          )
        }),
      })
    }),
  ).pipe(Layer.provide(PublicMediaLinks.layer))
}
