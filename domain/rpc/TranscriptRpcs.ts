import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { TranscriptId, TranscriptProgress, TranscriptRequest } from "../transcript/TranscriptRequest.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])

/** Conversations written down, for their owners and admins. An export goes on when nobody follows it. */
export class TranscriptRpcs extends RpcGroup.make(
  /** Starts it, or follows it where it was started with the same id; ends when it has ended. */
  Rpc.make("Transcript.make", {
    payload: TranscriptRequest.fields,
    success: TranscriptProgress,
    error,
    stream: true,
  }),
  /** Nothing is left of it; what has already ended stays as it is. */
  Rpc.make("Transcript.cancel", { payload: { id: TranscriptId }, error }),
).middleware(Authentication) {}
