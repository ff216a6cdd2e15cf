import { randomUUID } from "node:crypto"
import type { FileToUpload, RowUploadRpcs } from "../../../domain/rpc/RowUploadRpcs.ts"
import { RowUploadId } from "../../../domain/upload/RowUpload.ts"
import type { Things } from "../../../test/Things.ts"
import { admins, type CallAnswer, everybody, type VerdictsOf } from "./CallVerdict.ts"

const fileOf = (kind: FileToUpload["kind"], id: RowUploadId): FileToUpload => ({
  id,
  kind,
  name: "people.csv",
  bytes: 100,
  heads: ["Name", "Mobile"],
  columns: { name: 0, phones: 1 },
  rows: 2,
})

/** A file of contacts is its user's alone: to an admin too there is none of that id. */
const theirs = {
  admin: "not_found",
  member: "allowed",
  colleague: "not_found",
  foreigner: "not_found",
} as const

/** Those of consents are the admins' of the workspace, whoever brought them. */
const adminsAlone = {
  admin: "allowed",
  member: "not_found",
  colleague: "not_found",
  foreigner: "not_found",
} as const

type Answers = Readonly<Record<"admin" | "member" | "colleague" | "foreigner", CallAnswer>>

/** The same call for a file of each kind. */
const ofBoth = <Payload>(asked: (id: RowUploadId, things: Things) => Payload) => [
  { asked: (things: Things) => asked(things.contactImport, things), ...theirs },
  { asked: (things: Things) => asked(things.upload, things), ...adminsAlone },
]

const opened = (kind: FileToUpload["kind"], who: Answers, whoOfIt: Answers) => [
  {
    asked: () => fileOf(kind, RowUploadId.make(randomUUID())),
    ...who,
    told: "what is made has a new id and time",
  },
  {
    asked: ({ contactImport, upload }: Things) => fileOf(kind, kind === "contacts" ? contactImport : upload),
    ...whoOfIt,
    told: "the id is a new one that the caller makes: nobody knows another's",
  },
]

export const rowUploadVerdicts: VerdictsOf<typeof RowUploadRpcs> = {
  "RowUpload.list": [
    { asked: () => ({ kind: "contacts" }), ...everybody },
    { asked: () => ({ kind: "consents" }), ...admins },
  ],
  "RowUpload.addRows": ofBoth((id) => ({ id, rows: [] })),
  "RowUpload.follow": ofBoth((id) => ({ id })),
  "RowUpload.rows": ofBoth((id) => ({ id, outcome: null, after: 0, limit: 50 })),
  "RowUpload.import": [
    { asked: ({ contactImport }) => ({ id: contactImport }), ...theirs, member: "not_possible" },
    { asked: ({ upload }) => ({ id: upload }), ...adminsAlone },
  ],
  "RowUpload.stop": ofBoth((id) => ({ id })),
  "RowUpload.open": [
    ...opened("contacts", everybody, theirs),
    ...opened("consents", admins, { ...adminsAlone, member: "not_allowed", colleague: "not_allowed" }),
  ],
}
