import { Schema } from "effect"
import { Uuid } from "../Uuid.ts"

/** One of the user's own sessions. Times are epoch milliseconds. */
export const OwnSession = Schema.Struct({
  id: Uuid,
  /** Such as "Firefox on Windows", or as much of it as is known. */
  device: Schema.String,
  /** The network address that signed in. */
  address: Schema.NullOr(Schema.String),
  signedInAt: Schema.Int,
  lastSeenAt: Schema.Int,
  /** The one that asks. */
  current: Schema.Boolean,
})
export type OwnSession = typeof OwnSession.Type

/** What a user sees of their own sign-in. */
export const OwnAccount = Schema.Struct({
  secondFactor: Schema.Boolean,
  recoveryCodesLeft: Schema.Int,
  sessions: Schema.Array(OwnSession),
})
export type OwnAccount = typeof OwnAccount.Type

/** What an authenticator app is to know. */
export const SecondFactorKey = Schema.Struct({
  /** Base32, to be typed where no picture can be taken. */
  secret: Schema.String,
  /** `otpauth://`, as the picture says it. */
  uri: Schema.String,
})
export type SecondFactorKey = typeof SecondFactorKey.Type

/** Each lets its user in once instead of a code; shown this one time. */
export const RecoveryCodes = Schema.Array(Schema.String)

/** Six digits of an app, or a recovery code, with whatever was typed between. */
export const TypedCode = Schema.String.check(Schema.isMaxLength(40))
