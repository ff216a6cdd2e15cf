import { Effect } from "effect"
import { MediaRpcs } from "../../domain/rpc/MediaRpcs.ts"
import { makeMediaHandlers } from "./makeMediaHandlers.ts"

export const MediaHandlersLive = MediaRpcs.toLayer(
  Effect.map(makeMediaHandlers, (handlers) =>
    MediaRpcs.of({
      "Media.send": ({ at, id, messageId, ...request }) => handlers.send(id, messageId, request, at),
      "Media.start": ({ text, uploads, ...wanted }) =>
        handlers.start({ ...wanted, request: { text, uploads } }),
    })),
)
