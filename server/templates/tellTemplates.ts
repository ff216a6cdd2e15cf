import type { PgClient } from "@effect/sql-pg"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** The PostgreSQL channel by which nodes hear that a workspace's templates changed; its payload is the workspace. */
export const templatesChannel = "templates"

/** Every node is told, with the commit of the caller's transaction. */
export const tellTemplates = (sql: PgClient.PgClient, workspaceId: WorkspaceId) =>
  sql`SELECT pg_notify(${templatesChannel}, ${workspaceId}::text)`
