import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import {
  ContactImport,
  ContactImportId,
  importChunkMax,
  ImportColumns,
  ImportFileRow,
  ImportHeads,
  importPageMax,
  importRowsMax,
  RefusedRow,
} from "../contact/ContactImport.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

const error = Schema.Union([Refusal, Unavailable])
const only = { id: ContactImportId }

/** Files of contacts: everybody's own. Brought in parts, they are worked through by the server (FIT-3). */
export class ContactImportRpcs extends RpcGroup.make(
  /** The newest, newest first. */
  Rpc.make("ContactImport.list", { success: Schema.Array(ContactImport), error }),
  /** Begins an import; asked again with the same id, tells how far it is. Refused while another one is under way. */
  Rpc.make("ContactImport.open", {
    payload: {
      ...only,
      name: Schema.String.check(Schema.isMaxLength(255)),
      heads: ImportHeads,
      columns: ImportColumns,
      rows: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: importRowsMax })),
    },
    success: ContactImport,
    error,
  }),
  /** A row that was there already is not taken again. With the last one the import goes on by itself. */
  Rpc.make("ContactImport.addRows", {
    payload: { ...only, rows: Schema.Array(ImportFileRow).check(Schema.isMaxLength(importChunkMax)) },
    success: ContactImport,
    error,
  }),
  /** What is imported stays. */
  Rpc.make("ContactImport.stop", { payload: only, success: ContactImport, error }),
  /** How far it is, until it has ended. */
  Rpc.make("ContactImport.follow", { payload: only, success: ContactImport, error, stream: true }),
  /** Rows to fix in order of line, with what the columns are called. Kept for a week. */
  Rpc.make("ContactImport.refused", {
    payload: {
      ...only,
      after: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2_147_483_647 })),
      limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: importPageMax })),
    },
    success: Schema.Struct({ heads: Schema.Array(Schema.String), rows: Schema.Array(RefusedRow) }),
    error,
  }),
).middleware(Authentication) {}
