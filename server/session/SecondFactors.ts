import { PgClient } from "@effect/sql-pg"
import { Clock, Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import { createHmac, randomBytes } from "node:crypto"
import type { SecondFactorKey } from "../../domain/user/OwnAccount.ts"
import type { UserId } from "../../domain/user/User.ts"
import { deriveKey } from "../accounts/deriveKey.ts"
import { SecretBox } from "../accounts/SecretBox.ts"
import { SecretKey } from "../accounts/SecretKey.ts"
import { base32, makeTotpSecret, totpStepOf, totpUri } from "./totp.ts"

const issuer = "Converse Desk"
/** So many wrong codes in a row, then none is looked at for a while: a million codes are not many to a guesser. */
export const wrongCodesMax = 5
const lockedMinutes = 15
const recoveryCodesMade = 10
const recoveryCodeBytes = 10

/** What a sign-in needs besides the password, or what became of what it brought. */
export type SecondFactorVerdict = "notNeeded" | "needed" | "right" | "wrong" | "locked"

export interface SecondFactorState {
  readonly enabled: boolean
  readonly recoveryCodesLeft: number
}

interface Row {
  readonly sealedSecret: string
  readonly enabled: boolean
  readonly locked: boolean
}

const placeOf = (userId: UserId) => `second_factors/${userId}`
const normalised = (typed: string): string => typed.replace(/[\s-]/g, "").toUpperCase()
const makeRecoveryCode = (): string => base32(randomBytes(recoveryCodeBytes)).replace(/(.{4})(?=.)/g, "$1-")

/** The optional second factor of a sign-in: codes of an authenticator app, each taken once, and recovery codes (AUTH-1). */
export class SecondFactors extends Context.Service<SecondFactors, {
  readonly state: (userId: UserId) => Effect.Effect<SecondFactorState, SqlError.SqlError>
  /** A new key, which counts once it was confirmed; undefined where there is one that counts already. */
  readonly begin: (
    userId: UserId,
    email: string,
  ) => Effect.Effect<SecondFactorKey | undefined, SqlError.SqlError>
  /** The recovery codes, this one time; undefined when the code is wrong, or nothing was begun. In the caller's transaction. */
  readonly confirm: (
    userId: UserId,
    code: string,
  ) => Effect.Effect<ReadonlyArray<string> | undefined, SqlError.SqlError>
  /** Takes a code: it is used up by that. An empty one only asks whether one is needed. */
  readonly check: (userId: UserId, typed: string) => Effect.Effect<SecondFactorVerdict, SqlError.SqlError>
  /** New recovery codes instead of all earlier ones. In the caller's transaction. */
  readonly renewRecoveryCodes: (userId: UserId) => Effect.Effect<ReadonlyArray<string>, SqlError.SqlError>
  /** Whether there was one. */
  readonly end: (userId: UserId) => Effect.Effect<boolean, SqlError.SqlError>
}>()("desk/server/session/SecondFactors") {
  static readonly layer = Layer.effect(
    SecondFactors,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const box = yield* SecretBox
      const key = yield* deriveKey(yield* SecretKey, "recovery codes")

      const hashOf = (userId: UserId, code: string): string =>
        createHmac("sha256", key).update(`${userId} ${normalised(code)}`).digest("hex")

      const rowOf = Effect.fnUntraced(function* (userId: UserId) {
        const [row] = yield* sql<Row>`
          SELECT sealed_secret, enabled_at IS NOT NULL AS enabled, coalesce(locked_until > now(), false) AS locked
          FROM second_factors WHERE user_id = ${userId}`
        return row
      })

      /** Which step a code belongs to. A key that does not open was sealed with another SECRET_KEY: nothing fits it. */
      const stepOf = Effect.fnUntraced(function* (userId: UserId, row: Row, code: string) {
        const secret = yield* Effect.orDie(box.open(row.sealedSecret, placeOf(userId)))
        return totpStepOf(secret, code, yield* Clock.currentTimeMillis)
      })

      const state = Effect.fn("SecondFactors.state")(function* (userId: UserId) {
        const [row] = yield* sql<SecondFactorState>`
          SELECT EXISTS (SELECT FROM second_factors WHERE user_id = ${userId} AND enabled_at IS NOT NULL) AS enabled,
            (SELECT count(*)::int FROM recovery_codes WHERE user_id = ${userId} AND used_at IS NULL)
              AS recovery_codes_left`
        return row ?? { enabled: false, recoveryCodesLeft: 0 }
      })

      const begin = Effect.fn("SecondFactors.begin")(function* (userId: UserId, email: string) {
        const secret = makeTotpSecret()
        const begun = yield* sql`
          INSERT INTO second_factors AS known (user_id, sealed_secret)
          VALUES (${userId}, ${box.seal(secret, placeOf(userId))})
          ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, wrong = 0, locked_until = NULL
          WHERE known.enabled_at IS NULL RETURNING 1`
        return begun.length === 0 ? undefined : { secret, uri: totpUri(secret, email, issuer) }
      })

      const renewRecoveryCodes = Effect.fn("SecondFactors.renewRecoveryCodes")(function* (userId: UserId) {
        const codes = Array.from({ length: recoveryCodesMade }, makeRecoveryCode)
        yield* sql`DELETE FROM recovery_codes WHERE user_id = ${userId}`
        yield* sql`
          INSERT INTO recovery_codes (user_id, hash)
          SELECT ${userId}, decode(hash, 'hex') FROM unnest(${
          codes.map((code) => hashOf(userId, code))
        }::text[]) AS made (hash)`
        return codes
      })

      const confirm = Effect.fn("SecondFactors.confirm")(function* (userId: UserId, code: string) {
        const row = yield* rowOf(userId)
        if (!row || row.enabled) return undefined
        const step = yield* stepOf(userId, row, normalised(code))
        if (step === undefined) return undefined
        const confirmed = yield* sql`
          UPDATE second_factors SET enabled_at = now(), last_step = ${step}
          WHERE user_id = ${userId} AND enabled_at IS NULL AND sealed_secret = ${row.sealedSecret} RETURNING 1`
        return confirmed.length === 0 ? undefined : yield* renewRecoveryCodes(userId)
      })

      /** A code counts once: of two sign-ins that bring the same one, the statement lets one through. */
      const takeCode = Effect.fnUntraced(function* (userId: UserId, row: Row, code: string) {
        const step = yield* stepOf(userId, row, code)
        if (step === undefined) return false
        const taken = yield* sql`
          UPDATE second_factors SET last_step = ${step}, wrong = 0
          WHERE user_id = ${userId} AND last_step < ${step} RETURNING 1`
        return taken.length > 0
      })

      const takeRecoveryCode = Effect.fnUntraced(function* (userId: UserId, code: string) {
        const taken = yield* sql`
          UPDATE recovery_codes SET used_at = now()
          WHERE user_id = ${userId} AND hash = decode(${hashOf(userId, code)}, 'hex') AND used_at IS NULL
          RETURNING 1`
        return taken.length > 0
      })

      const countWrong = (userId: UserId) =>
        sql`
          UPDATE second_factors SET wrong = (wrong + 1) % ${wrongCodesMax},
            locked_until = CASE WHEN wrong + 1 >= ${wrongCodesMax}
              THEN now() + make_interval(mins => ${lockedMinutes}) ELSE locked_until END
          WHERE user_id = ${userId}`

      const check = Effect.fn("SecondFactors.check")(function* (userId: UserId, typed: string) {
        const row = yield* rowOf(userId)
        if (!row?.enabled) return "notNeeded"
        const code = normalised(typed)
        if (code === "") return "needed"
        if (!/^\d{6}$/.test(code)) return (yield* takeRecoveryCode(userId, code)) ? "right" : "wrong"
        if (row.locked) return "locked"
        if (yield* takeCode(userId, row, code)) return "right"
        yield* countWrong(userId)
        return "wrong"
      })

      const end = Effect.fn("SecondFactors.end")(function* (userId: UserId) {
        yield* sql`DELETE FROM recovery_codes WHERE user_id = ${userId}`
        const ended = yield* sql<{ readonly enabled: boolean }>`
          DELETE FROM second_factors WHERE user_id = ${userId} RETURNING enabled_at IS NOT NULL AS enabled`
        return ended[0]?.enabled === true
      })

      return SecondFactors.of({ state, begin, confirm, check, renewRecoveryCodes, end })
    }),
  )
}
