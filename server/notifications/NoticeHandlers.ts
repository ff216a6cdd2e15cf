import { Effect } from "effect"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { NoticeRpcs } from "../../domain/rpc/NoticeRpcs.ts"
import { Notices } from "./Notices.ts"

export const NoticeHandlersLive = NoticeRpcs.toLayer(Effect.gen(function* () {
  const notices = yield* Notices
  return NoticeRpcs.of({
    "Notice.list": (page) => CurrentUser.use((viewer) => notices.list(viewer, page)),
    "Notice.unread": () => CurrentUser.use(notices.unread),
    "Notice.read": ({ id }) => CurrentUser.use((viewer) => notices.read(viewer, id)),
    "Notice.readAll": ({ upTo }) => CurrentUser.use((viewer) => notices.readAll(viewer, upTo)),
  })
}))
