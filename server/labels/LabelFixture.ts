import { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { randomUUID } from "node:crypto"
import { LabelId } from "../../domain/label/Label.ts"
import { TestWorkspace } from "../../test/TestWorkspace.ts"
import { Directory } from "../directory/Directory.ts"

/** Labels of the workspace that every node knows of. */
export const makeLabels = Effect.fnUntraced(function* (...names: ReadonlyArray<string>) {
  const sql = yield* PgClient.PgClient
  const { workspaceId } = yield* TestWorkspace
  const labels = names.map((name) => ({ id: LabelId.make(randomUUID()), name }))
  for (const { id, name } of labels) {
    yield* sql`INSERT INTO labels (id, workspace_id, name, colour) VALUES (${id}, ${workspaceId}, ${name}, 'blue')`
  }
  yield* Directory.use(({ changed }) => changed)
  return labels.map(({ id }) => id)
})

export const retireLabel = Effect.fnUntraced(function* (id: LabelId) {
  const sql = yield* PgClient.PgClient
  yield* sql`UPDATE labels SET retired_at = now() WHERE id = ${id}`
  yield* Directory.use(({ changed }) => changed)
})
