import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Notice, NoticeId, noticesMax } from "../notification/Notice.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

/** What the user was told of. All of it is the caller's own, and of what they may see now (AUTH-4). */
export class NoticeRpcs extends RpcGroup.make(
  /** The newest, and whether there are older ones. */
  Rpc.make("Notice.list", {
    payload: {
      limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: noticesMax })),
      /** Only what is older than this one. */
      before: Schema.optionalKey(NoticeId),
    },
    success: Schema.Struct({ notices: Schema.Array(Notice), more: Schema.Boolean }),
    error: Unavailable,
  }),
  Rpc.make("Notice.unread", { success: Schema.Int, error: Unavailable }),
  Rpc.make("Notice.read", { payload: { id: NoticeId }, error: Unavailable }),
  /** Up to the newest that the user has seen: what came since stays unread. */
  Rpc.make("Notice.readAll", { payload: { upTo: NoticeId }, error: Unavailable }),
).middleware(Authentication) {}
