import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { UserId } from "../domain/user/User.ts"
import { WorkspaceId } from "../domain/workspace/Workspace.ts"

const ann = { email: "ann@acme.test", name: "Ann", role: "admin" } as const

/** The seed of a desk that has one user. */
export const oneAdminSeed = { workspace: { name: "Acme", timeZone: "UTC" }, users: [ann] }

/** Who asks, where a desk process was seeded with `oneAdminSeed`. */
export const onlyAdmin = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [user] = yield* sql<{ readonly id: string; readonly workspaceId: string }>`
    SELECT id, workspace_id FROM users`
  return {
    user: { ...ann, id: UserId.make(user?.id ?? ""), licensed: true },
    workspaceId: WorkspaceId.make(user?.workspaceId ?? ""),
    sessionId: "",
  }
})
