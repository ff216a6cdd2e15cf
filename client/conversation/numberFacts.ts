import { recipientZones } from "../../domain/hours/recipientZones.ts"
import { senderKindOf } from "../../domain/sender/SenderKind.ts"
import { isReachable } from "../../domain/sending/isReachable.ts"

/** What follows from numbers alone. Import it by `askForNumberFacts`: it brings the table of the world's numbers with it. */
export const numberFacts = { isReachable, recipientZones, senderKindOf }
