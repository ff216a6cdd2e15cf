import type { PgClient } from "@effect/sql-pg"
import type { ImportFault } from "../../domain/contact/ContactImport.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

const erased: ImportFault = "erased"

/**
 * CONTACT-6: what files of contacts say of these numbers goes, in the caller's transaction: no row that is still to be
 * imported brings the person back, and none that is to be fixed keeps the name. Rows are few, since those that were imported
 * are gone: so no index is kept for this.
 */
export const eraseImportRows = (
  sql: PgClient.PgClient,
  workspaceId: WorkspaceId,
  phones: ReadonlyArray<{ readonly canonical: string }>,
) =>
  sql`
    UPDATE contact_import_rows SET fields = '[]', numbers = '{}', fault = ${erased},
      reason = 'This person was erased.'
    WHERE import_id IN (SELECT id FROM contact_imports WHERE workspace_id = ${workspaceId})
      AND numbers && ${phones.map(({ canonical }) => canonical)}::text[]`
