import { PgClient } from "@effect/sql-pg"
import { Clock, Effect, Layer } from "effect"
import { HttpRouter } from "effect/http"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { User } from "../../domain/user/User.ts"
import { Directory } from "../directory/Directory.ts"
import { nothingTold } from "../mail/MailFixture.ts"
import { Mailer } from "../mail/Mailer.ts"
import { SmtpTransport } from "../mail/SmtpTransport.ts"
import { AuthRoutes } from "../session/AuthRoutes.ts"
import { password, post, signInServices } from "../session/SignInFixture.ts"
import { totpCode, totpStepAt } from "../session/totp.ts"
import { Invitations } from "./Invitations.ts"
import { LinkRoutes } from "./LinkRoutes.ts"
import { OwnAccounts } from "./OwnAccounts.ts"
import { PasswordResets } from "./PasswordResets.ts"
import { Users } from "./Users.ts"

/** A server with everything about users, and mails that are kept. */
export const peopleFixture = HttpRouter.serve(Layer.mergeAll(AuthRoutes, LinkRoutes), {
  disableLogger: true,
  disableListenLog: true,
}).pipe(
  Layer.provideMerge(Layer.mergeAll(Users.layer, Invitations.layer, PasswordResets.layer, OwnAccounts.layer)),
  Layer.provideMerge(Mailer.layer),
  Layer.provide(nothingTold),
  Layer.provide(SmtpTransport.layer),
  Layer.provideMerge(signInServices({ PUBLIC_URL: "https://desk.acme.test" })),
)

export const nextPassword = "a new horse battery"

type Viewer = CurrentUser["Service"]

/** A user by e-mail, as their session says it. */
export const viewerOf = Effect.fnUntraced(function* (email: string) {
  const { users } = yield* Directory.use((directory) => directory.snapshot)
  for (const { workspaceId, ...user } of users.values()) {
    if (user.email !== email) continue
    return { user: user satisfies User, workspaceId, sessionId: crypto.randomUUID() } satisfies Viewer
  }
  return yield* Effect.die(`there is no ${email}`)
})

export const mailsTo = (email: string) =>
  PgClient.PgClient.use((sql) =>
    sql<{ readonly kind: string; readonly text: string }>`
      SELECT kind, text FROM mails WHERE recipient = ${email} ORDER BY created_at, id`
  )

/** The token of the newest link that was mailed to somebody; a request for a reset is worked off in its own time. */
export const mailedToken = Effect.fnUntraced(function* (email: string, path: string, links = 1) {
  const pattern = new RegExp(`https://desk\\.acme\\.test/${path}\\?token=([\\w-]{43})`)
  const tokens = yield* mailsTo(email).pipe(
    Effect.map((mails) => mails.flatMap(({ text }) => pattern.exec(text)?.[1] ?? [])),
    Effect.repeat({ until: (found) => found.length >= links }),
  )
  return tokens.at(-1) ?? ""
})

/** What the authenticator app of a secret shows now, or some steps of 30 s away. */
export const appCode = Effect.fnUntraced(function* (secret: string, steps = 0) {
  return totpCode(secret, totpStepAt(yield* Clock.currentTimeMillis) + steps)
})

export const signInWithCode = (email: string, code: string) =>
  post("/sign-in/email", { email, password, code })
