import { Effect, Stream } from "effect"
import { Rpc } from "effect/rpc"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { TranscriptRpcs } from "../../domain/rpc/TranscriptRpcs.ts"
import { Transcripts } from "./Transcripts.ts"

export const TranscriptHandlersLive = TranscriptRpcs.toLayer(Effect.gen(function* () {
  const transcripts = yield* Transcripts
  return {
    "Transcript.make": (request) =>
      Rpc.fork(Stream.unwrap(CurrentUser.use((viewer) => transcripts.make(viewer, request)))),
    "Transcript.cancel": ({ id }) => CurrentUser.use((viewer) => transcripts.cancel(viewer, id)),
  }
}))
