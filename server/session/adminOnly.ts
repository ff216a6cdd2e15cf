import { Effect } from "effect"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"

const adminsOnly = new Refusal({
  code: "not_allowed",
  message: "This is for admins. Ask one of them if you need it.",
})

/** Who calls, where that is an admin; everybody else is refused (AUTH-3). */
export const adminOnly = Effect.gen(function* () {
  const viewer = yield* CurrentUser
  return viewer.user.role === "admin" ? viewer : yield* adminsOnly
})
