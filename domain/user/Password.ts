import { Schema } from "effect"

export const passwordLengthMin = 10
/** Longer ones would only make the server work. */
export const passwordLengthMax = 128

/** A password to be set. Length is all that is asked for: rules about signs make passwords worse. */
export const NewPassword = Schema.String.check(
  Schema.isMinLength(passwordLengthMin),
  Schema.isMaxLength(passwordLengthMax),
)

/** A password as it was typed, right or wrong. */
export const TypedPassword = Schema.String.check(Schema.isMaxLength(passwordLengthMax))
