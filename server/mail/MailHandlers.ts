import { Effect } from "effect"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { MailRpcs } from "../../domain/rpc/MailRpcs.ts"
import { Mailer } from "./Mailer.ts"

export const MailHandlersLive = MailRpcs.toLayer(Effect.gen(function* () {
  const mailer = yield* Mailer
  return MailRpcs.of({
    "Mail.list": ({ cursor, limit }) => CurrentUser.use((viewer) => mailer.list(viewer, limit, cursor)),
    "Mail.get": ({ id }) => CurrentUser.use((viewer) => mailer.get(viewer, id)),
  })
}))
