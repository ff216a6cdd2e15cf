import { Option, Schema } from "effect"
import type { AccountNotice } from "../ChannelAdapter.ts"
import { cleanText } from "../cleanText.ts"

const optional = Schema.optionalKey(Schema.Unknown)
const Told = Schema.Struct({ event: Schema.String, display_phone_number: optional, phone_number: optional })
const decodeTold = Schema.decodeUnknownOption(Told)
const decodeBan = Schema.decodeUnknownOption(
  Schema.Struct({ ban_info: Schema.Struct({ waba_ban_state: Schema.String }) }),
)
const decodeRestrictions = Schema.decodeUnknownOption(
  Schema.Struct({
    restriction_info: Schema.Array(
      Schema.Struct({ restriction_type: Schema.String, expiration: Schema.optionalKey(Schema.Finite) }),
    ),
  }),
)

type Restriction = NonNullable<AccountNotice["restriction"]>

const laterThanAll = 8.64e15
const whole: Restriction = { subject: "", lifted: false, until: null }

/** A restriction of calls or of adding numbers is none of messages. */
const ofAccount = (event: string, value: unknown): Restriction | undefined => {
  switch (event) {
    case "ACCOUNT_DELETED":
      return whole
    case "DISABLED_UPDATE": {
      const ban = Option.getOrNull(decodeBan(value))
      return { ...whole, lifted: ban?.ban_info.waba_ban_state === "REINSTATE" }
    }
    case "ACCOUNT_RESTRICTION": {
      const told = Option.getOrNull(decodeRestrictions(value))?.restriction_info ?? []
      const messaging = told.filter(({ restriction_type: type }) => type.endsWith("MESSAGING"))
      if (messaging.length === 0) return undefined
      const ends = messaging.map(({ expiration }) => (expiration ?? Infinity) * 1000)
      const until = Math.max(...ends)
      return { ...whole, until: until < laterThanAll ? until : null }
    }
    default:
      return undefined
  }
}

/** Whether an account or one of its numbers may no longer send as before, or may again (HOOK-6); else nothing. */
export const readRestriction = (field: string, value: unknown): Restriction | undefined => {
  const told = Option.getOrNull(decodeTold(value))
  if (told === null) return undefined
  if (field === "account_update") return ofAccount(told.event, value)
  if (field !== "phone_number_quality_update") return undefined
  const digits = String(told.display_phone_number ?? told.phone_number ?? "").replace(/\D/g, "")
  const subject = digits === "" ? "" : cleanText(`+${digits}`, 32)
  if (told.event === "FLAGGED") return { subject, lifted: false, until: null }
  return told.event === "UNFLAGGED" ? { subject, lifted: true, until: null } : undefined
}
