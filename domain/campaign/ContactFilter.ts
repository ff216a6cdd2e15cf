import { Schema } from "effect"
import { Channel } from "../sender/Sender.ts"
import { UserId } from "../user/User.ts"

/** Filters of one audience; all of them have to hold. */
export const contactFiltersMax = 10

const Days = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3_650 }))

/** Which contacts, by what is known of them when they are taken in. */
export const ContactFilter = Schema.TaggedUnion({
  /** Whose conversations with them are; null: nobody's. */
  Owner: { user: Schema.NullOr(UserId) },
  /** A consent of the number that is written to is recorded. */
  Consent: { channel: Channel },
  Email: { known: Schema.Boolean },
  /** When they last wrote to the business: within so many days, or never. */
  WroteIn: { days: Schema.NullOr(Days) },
  /** Added to the contacts within so many days. */
  Added: { days: Days },
})
export type ContactFilter = typeof ContactFilter.Type
