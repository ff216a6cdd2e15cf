import { PgClient } from "@effect/sql-pg"
import { hashPassword } from "better-auth/crypto"
import { Context, Effect, Layer, Queue } from "effect"
import type { SqlError } from "effect/sql"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { errorSummary } from "../database/errorSummary.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Mailer } from "../mail/Mailer.ts"
import { hashOfToken, LinkNotValid, makeLinkToken } from "./LinkToken.ts"
import { passwordResetMail, signInChangedMail } from "./peopleMails.ts"
import { setPassword } from "./setPassword.ts"

const linkMinutes = 60
/** Who asks again and again gets one mail in this time. */
const pauseMinutes = 2
/** Requests that wait on this node; more are forgotten, and asked again by whoever misses a mail. */
const requestsMax = 1_000

interface Person {
  readonly id: UserId
  readonly workspaceId: WorkspaceId
  readonly email: string
  readonly name: string
}

/**
 * New passwords by a mailed link that works once, for an hour (AUTH-1). better-auth's own way keeps the links as they
 * are, and changes the password, the link and the sessions one after another; here it is all one transaction.
 */
export class PasswordResets extends Context.Service<PasswordResets, {
  /** Mails a link if that is a user's address. Neither answer nor time tell whether it is: the work comes later. */
  readonly request: (email: string) => Effect.Effect<void>
  /** Sets the password, uses the link up, and ends all sessions of the user. */
  readonly reset: (token: string, password: string) => Effect.Effect<void, LinkNotValid | SqlError.SqlError>
}>()("desk/server/people/PasswordResets") {
  static readonly layer = Layer.effect(
    PasswordResets,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const mailer = yield* Mailer
      const audit = yield* AuditLog
      const { publicUrl } = yield* DeskConfig
      const requests = yield* Queue.dropping<string>(requestsMax)

      /** The user's row is held, so that of two requests at once the second sees the first one's link. */
      const mailLink = Effect.fn("PasswordResets.mailLink")(function* (email: string) {
        const [user] = yield* sql<Person>`
          SELECT id, workspace_id, email, name FROM users WHERE email = ${email.trim().toLowerCase()} AND licensed
          FOR UPDATE`
        if (!user) return
        yield* sql`DELETE FROM password_resets WHERE user_id = ${user.id} AND expires_at <= now()`
        const { hash, token } = makeLinkToken()
        const made = yield* sql`
          INSERT INTO password_resets (token_hash, user_id, expires_at)
          SELECT decode(${hash}, 'hex'), ${user.id}, now() + make_interval(mins => ${linkMinutes})
          WHERE NOT EXISTS (SELECT FROM password_resets
            WHERE user_id = ${user.id} AND created_at > now() - make_interval(mins => ${pauseMinutes}))
          RETURNING 1`
        if (made.length === 0) return
        yield* mailer.send({
          workspaceId: user.workspaceId,
          to: user.email,
          kind: "password_reset",
          secret: true,
          ...passwordResetMail({ name: user.name, url: `${publicUrl}/reset?token=${token}` }),
        })
      }, sql.withTransaction)

      yield* Queue.take(requests).pipe(
        Effect.flatMap(mailLink),
        Effect.catchCause((cause) =>
          Effect.logWarning("a password reset was not mailed", errorSummary(cause))
        ),
        Effect.forever,
        Effect.forkScoped,
      )

      const isOpen = (hash: string) =>
        sql`SELECT FROM password_resets WHERE token_hash = decode(${hash}, 'hex') AND expires_at > now()`

      const use = Effect.fnUntraced(function* (tokenHash: string, passwordHash: string) {
        const [user] = yield* sql<Person>`
          SELECT u.id, u.workspace_id, u.email, u.name FROM password_resets r JOIN users u ON u.id = r.user_id
          WHERE r.token_hash = decode(${tokenHash}, 'hex') AND u.licensed FOR UPDATE OF u`
        if (!user) return yield* new LinkNotValid()
        const used = yield* sql`
          DELETE FROM password_resets WHERE token_hash = decode(${tokenHash}, 'hex') AND expires_at > now() RETURNING 1`
        if (used.length === 0) return yield* new LinkNotValid()
        yield* sql`DELETE FROM password_resets WHERE user_id = ${user.id}`
        yield* setPassword(sql, user.id, passwordHash)
        yield* sql`DELETE FROM sessions WHERE user_id = ${user.id}`
        yield* audit.record({
          workspaceId: user.workspaceId,
          actor: { user: user.id, address: null },
          action: "password_reset",
          subject: null,
        })
        yield* mailer.send({
          workspaceId: user.workspaceId,
          to: user.email,
          kind: "security",
          ...signInChangedMail({ name: user.name, what: "Your password was reset" }),
        })
      }, sql.withTransaction)

      /** Hashing takes a core for a while: only for a link that is good. */
      const reset = Effect.fn("PasswordResets.reset")(function* (token: string, password: string) {
        const tokenHash = hashOfToken(token)
        if ((yield* isOpen(tokenHash)).length === 0) return yield* new LinkNotValid()
        yield* use(tokenHash, yield* Effect.promise(() => hashPassword(password)))
      })

      return PasswordResets.of({
        request: (email) => Effect.asVoid(Queue.offer(requests, email)),
        reset,
      })
    }),
  )
}
