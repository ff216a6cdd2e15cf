import { PgClient } from "@effect/sql-pg"
import { hashPassword, verifyPassword } from "better-auth/crypto"
import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import type { AuditAction } from "../../domain/audit/auditActionText.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { OwnAccount, SecondFactorKey } from "../../domain/user/OwnAccount.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { Directory } from "../directory/Directory.ts"
import { Mailer } from "../mail/Mailer.ts"
import { GuessThrottle } from "../session/GuessThrottle.ts"
import { SecondFactors } from "../session/SecondFactors.ts"
import { deviceName } from "./deviceName.ts"
import { signInChangedMail } from "./peopleMails.ts"
import { setPassword } from "./setPassword.ts"

type Viewer = CurrentUser["Service"]
type Done<A> = Effect.Effect<A, Refusal | Unavailable>

/** The newest are shown; nobody signs in on more devices in the 12 hours that a session lasts. */
const sessionsMax = 100

interface SessionRow {
  readonly id: string
  readonly userAgent: string | null
  readonly ipAddress: string | null
  readonly createdAt: Date
  readonly lastSeenAt: Date
}

const wrongPassword = new Refusal({ code: "not_possible", message: "The password is not right." })
const wrongCode = new Refusal({ code: "not_possible", message: "The code is not right. Try the next one." })
const tooMany = new Refusal({
  code: "too_many_requests",
  message: "Too many tries. Wait 5 minutes and try again.",
})
const hasOne = new Refusal({ code: "not_possible", message: "The second factor is on already." })
const hasNone = new Refusal({ code: "not_possible", message: "The second factor is off." })
const busy = new Unavailable({ message: "The desk is busy. Try again in a moment." })
const couldNotRead = orUnavailable("Your account could not be read. Try again.")
const couldNotSave = orUnavailable("That could not be saved. Try again.")

/** What users do with their own sign-in (AUTH-1). Whatever weakens it asks for the password, and tells them by mail. */
export class OwnAccounts extends Context.Service<OwnAccounts, {
  readonly get: (viewer: Viewer) => Done<OwnAccount>
  readonly rename: (viewer: Viewer, name: string) => Done<void>
  readonly changePassword: (viewer: Viewer, password: string, next: string) => Done<void>
  readonly endSession: (viewer: Viewer, id: string) => Done<void>
  readonly endOtherSessions: (viewer: Viewer) => Done<void>
  readonly beginSecondFactor: (viewer: Viewer, password: string) => Done<SecondFactorKey>
  readonly confirmSecondFactor: (viewer: Viewer, code: string) => Done<ReadonlyArray<string>>
  readonly endSecondFactor: (viewer: Viewer, password: string) => Done<void>
  readonly renewRecoveryCodes: (viewer: Viewer, password: string) => Done<ReadonlyArray<string>>
}>()("desk/server/people/OwnAccounts") {
  static readonly layer = Layer.effect(
    OwnAccounts,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const mailer = yield* Mailer
      const audit = yield* AuditLog
      const throttle = yield* GuessThrottle
      const secondFactors = yield* SecondFactors

      const matches = Effect.fnUntraced(function* ({ user }: Viewer, password: string) {
        const [row] = yield* sql<{ readonly password: string | null }>`
          SELECT password FROM credentials WHERE user_id = ${user.id} AND provider_id = 'credential'`
        const hash = row?.password
        return hash ? yield* Effect.promise(() => verifyPassword({ hash, password })) : false
      })

      /** Guesses count with those at the sign-in: an open desk is no place to go on guessing. */
      const guessing = <A>(
        viewer: Viewer,
        check: Effect.Effect<A, SqlError.SqlError>,
        isRight: (result: A) => boolean,
      ) =>
        throttle.guard(
          { email: viewer.user.email, address: `session ${viewer.sessionId}` },
          check,
          (result) => isRight(result) ? "right" : "wrong",
        ).pipe(Effect.catchTags({
          TooManyTries: () => Effect.fail(tooMany),
          SignInBusy: () => Effect.fail(busy),
        }))

      const confirmPassword = Effect.fnUntraced(function* (viewer: Viewer, password: string) {
        if (!(yield* guessing(viewer, matches(viewer, password), (right) => right))) {
          return yield* wrongPassword
        }
      })

      const tell = ({ user, workspaceId }: Viewer, what: string) =>
        mailer.send({
          workspaceId,
          to: user.email,
          kind: "security",
          ...signInChangedMail({ name: user.name, what }),
        })

      const note = (viewer: Viewer, action: AuditAction) =>
        audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action,
          subject: null,
        })

      const endOthers = ({ sessionId, user }: Viewer) =>
        sql`DELETE FROM sessions WHERE user_id = ${user.id} AND id::text <> ${sessionId} RETURNING 1`

      const get = Effect.fn("OwnAccounts.get")(function* (viewer: Viewer) {
        const { enabled, recoveryCodesLeft } = yield* secondFactors.state(viewer.user.id)
        const rows = yield* sql<SessionRow>`
          SELECT s.id, s.user_agent, s.ip_address, s.created_at, coalesce(u.used_at, s.created_at) AS last_seen_at
          FROM sessions s LEFT JOIN session_uses u ON u.session_id = s.id
          WHERE s.user_id = ${viewer.user.id} AND s.expires_at > now()
          ORDER BY last_seen_at DESC, s.id LIMIT ${sessionsMax}`
        const sessions = rows.map((row) => ({
          id: row.id,
          device: deviceName(row.userAgent),
          address: row.ipAddress || null,
          signedInAt: row.createdAt.getTime(),
          lastSeenAt: row.lastSeenAt.getTime(),
          current: row.id === viewer.sessionId,
        }))
        return { secondFactor: enabled, recoveryCodesLeft, sessions }
      }, couldNotRead)

      const rename = Effect.fn("OwnAccounts.rename")(function* ({ user }: Viewer, name: string) {
        yield* sql`
          UPDATE users SET name = ${name.trim()}, version = version + 1, updated_at = now() WHERE id = ${user.id}`
        yield* directory.changed
      }, couldNotSave)

      const changePassword = Effect.fn("OwnAccounts.changePassword")(
        function* (viewer: Viewer, password: string, next: string) {
          yield* confirmPassword(viewer, password)
          const hash = yield* Effect.promise(() => hashPassword(next))
          yield* sql.withTransaction(Effect.gen(function* () {
            yield* setPassword(sql, viewer.user.id, hash)
            yield* endOthers(viewer)
            yield* note(viewer, "password_changed")
            yield* tell(viewer, "Your password was changed")
          }))
        },
        couldNotSave,
      )

      const endSession = Effect.fn("OwnAccounts.endSession")(
        function* (viewer: Viewer, id: string) {
          const ended =
            yield* sql`DELETE FROM sessions WHERE id = ${id} AND user_id = ${viewer.user.id} RETURNING 1`
          if (ended.length > 0) yield* note(viewer, "sessions_ended")
        },
        sql.withTransaction,
        couldNotSave,
      )

      const endOtherSessions = Effect.fn("OwnAccounts.endOtherSessions")(
        function* (viewer: Viewer) {
          const ended = yield* endOthers(viewer)
          if (ended.length > 0) yield* note(viewer, "sessions_ended")
        },
        sql.withTransaction,
        couldNotSave,
      )

      const beginSecondFactor = Effect.fn("OwnAccounts.beginSecondFactor")(
        function* (viewer: Viewer, password: string) {
          yield* confirmPassword(viewer, password)
          return (yield* secondFactors.begin(viewer.user.id, viewer.user.email)) ?? (yield* hasOne)
        },
        couldNotSave,
      )

      const confirmSecondFactor = Effect.fn("OwnAccounts.confirmSecondFactor")(
        function* (viewer: Viewer, code: string) {
          const confirming = sql.withTransaction(Effect.gen(function* () {
            const codes = yield* secondFactors.confirm(viewer.user.id, code)
            if (codes === undefined) return codes
            yield* note(viewer, "second_factor_switched_on")
            yield* tell(viewer, "Your second factor was switched on")
            return codes
          }))
          const codes = yield* guessing(viewer, confirming, (result) => result !== undefined)
          return codes ?? (yield* wrongCode)
        },
        couldNotSave,
      )

      const endSecondFactor = Effect.fn("OwnAccounts.endSecondFactor")(
        function* (viewer: Viewer, password: string) {
          yield* confirmPassword(viewer, password)
          yield* sql.withTransaction(Effect.gen(function* () {
            if (!(yield* secondFactors.end(viewer.user.id))) return
            yield* note(viewer, "second_factor_switched_off")
            yield* tell(viewer, "Your second factor was switched off")
          }))
        },
        couldNotSave,
      )

      const renewRecoveryCodes = Effect.fn("OwnAccounts.renewRecoveryCodes")(
        function* (viewer: Viewer, password: string) {
          yield* confirmPassword(viewer, password)
          if (!(yield* secondFactors.state(viewer.user.id)).enabled) return yield* hasNone
          return yield* sql.withTransaction(
            Effect.tap(
              secondFactors.renewRecoveryCodes(viewer.user.id),
              note(viewer, "recovery_codes_renewed"),
            ),
          )
        },
        couldNotSave,
      )

      return OwnAccounts.of({
        get,
        rename,
        changePassword,
        endSession,
        endOtherSessions,
        beginSecondFactor,
        confirmSecondFactor,
        endSecondFactor,
        renewRecoveryCodes,
      })
    }),
  )
}
