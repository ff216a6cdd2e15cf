import { randomUUID } from "node:crypto"
import type { LabelRpcs } from "../../../domain/rpc/LabelRpcs.ts"
import { admins, adminsOfIt, type VerdictsOf } from "./CallVerdict.ts"

const aLabel = { name: "Never", colour: "grey" } as const

export const labelVerdicts: VerdictsOf<typeof LabelRpcs> = {
  "Label.add": [{
    asked: () => ({ settings: { name: `L ${randomUUID()}`.slice(0, 30), colour: "blue" } }),
    ...admins,
    told: "what is made has a new id",
  }],
  // It never looked like this: whoever may change it is told so.
  "Label.change": [{
    asked: ({ label }) => ({ id: label, seen: aLabel, next: aLabel }),
    ...adminsOfIt,
    admin: "changed_meanwhile",
  }],
  "Label.retire": [{ asked: ({ label }) => ({ id: label }), ...adminsOfIt }],
}
