import { Effect } from "effect"
import { type ImportResult, importRowOf } from "../../domain/contact/ImportRow.ts"
import { readImportRow } from "../../domain/contact/readImportRow.ts"
import { settledRows } from "../../domain/upload/RowUpload.ts"
import type { RowVerdict, UploadWork } from "../uploads/UploadWork.ts"
import { importContacts } from "./importContacts.ts"

const verdictOf = (result: ImportResult): RowVerdict => {
  const { line } = result
  switch (result._tag) {
    case "Created":
      return { line, outcome: "imported", reason: null }
    case "Updated":
      return { line, outcome: "imported", updated: true, reason: null }
    case "Unchanged":
      return { line, outcome: "known", reason: null }
    case "Refused":
      return { line, outcome: "refused", fault: result.fault, reason: result.reason }
  }
}

/** CONTACT-2: files of contacts, each its user's own, and imported with that user's rights. */
export const contactWork: UploadWork = {
  adminsOnly: null,
  checksFirst: false,
  keeps: "refused",
  uploadsKept: 5,
  rowsKeptDays: 7,
  batchMax: 250,
  notice: "import",
  marksOf: (columns, row) => {
    const read = readImportRow(importRowOf(columns, row))
    return { numbers: "reason" in read ? [] : [...read.phones.keys()], key: null }
  },
  work: Effect.fnUntraced(function* (sql, { columns, workspaceId }, user, rows) {
    if (!user?.licensed) return null
    const viewer = { user, workspaceId, sessionId: "" }
    const results = yield* importContacts(sql, viewer, rows.map((row) => importRowOf(columns, row)))
    return results.map(verdictOf)
  }),
  begun: () => null,
  ended: (upload, state) => {
    if (settledRows(upload) === 0) return null
    const { imported, known, refused, updated } = upload
    const early = state === "done" ? "" : " It ended before all rows were imported."
    return {
      action: "contacts_imported",
      named: false,
      note: `${
        imported - updated
      } added, ${updated} changed, ${known} as before, ${refused} refused.${early}`,
    }
  },
}
