import type { SavedFilterRpcs } from "../../../domain/rpc/SavedFilterRpcs.ts"
import { admins, everybody, type VerdictsOf } from "./CallVerdict.ts"

const filter = { view: { _tag: "Mine" }, unreadOnly: true, channel: null } as const
const own = { name: "Own", shared: false, filter }
/** The member's own: to all others, admins too, it is not there. */
const itsOwner = {
  admin: "not_found",
  member: "allowed",
  colleague: "not_found",
  foreigner: "not_found",
} as const

export const savedFilterVerdicts: VerdictsOf<typeof SavedFilterRpcs> = {
  "SavedFilter.add": [
    { asked: () => ({ settings: own }), ...everybody, told: "what is made has a new id" },
    {
      asked: () => ({ settings: { ...own, shared: true } }),
      ...admins,
      told: "what is made has a new id",
    },
  ],
  "SavedFilter.change": [
    { asked: ({ savedFilter }) => ({ id: savedFilter, seen: own, next: own }), ...itsOwner },
  ],
  "SavedFilter.remove": [{ asked: ({ savedFilter }) => ({ id: savedFilter }), ...itsOwner }],
}
