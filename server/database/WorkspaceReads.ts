import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Pool } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlError } from "effect/sql"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { deskRole } from "./DeskRole.ts"

/** Users' reads that run at once; more wait for their turn, and none takes a connection from the journal. */
const connectionsMax = 8
const idleFor = "1 minute"

/** PostgreSQL's word for a connection that it ends: class 57P, operator intervention. */
const isEnding = (cause: unknown): boolean =>
  typeof cause === "object" && cause !== null && "code" in cause && String(cause.code).startsWith("57P")

const isLost = (error: unknown): boolean =>
  SqlError.isSqlError(error) && (error.reason._tag === "ConnectionError" || isEnding(error.reason.cause))

/**
 * Connections that are in the role of users' calls from their first moment, and remember the workspace that they were last
 * used for: a read of the same one costs nothing more than its statement. Without a workspace they see no rows at all.
 */
export class WorkspaceReads extends Context.Service<WorkspaceReads, {
  /**
   * Runs what `sql` is asked on behalf of a user, without a transaction, so that it sees nothing but their workspace's rows,
   * whatever its statements say. It is asked again on another connection where one was lost: only for reading.
   */
  readonly of: (
    sql: PgClient.PgClient,
    workspaceId: WorkspaceId,
  ) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | SqlError.SqlError, R>
}>()("desk/server/database/WorkspaceReads") {
  static readonly layer = Layer.effect(
    WorkspaceReads,
    Effect.gen(function* () {
      const { config } = yield* PgClient.PgClient
      const users = yield* PgClient.make({
        ...config,
        applicationName: "converse-desk users",
        maxConnections: connectionsMax,
        minConnections: 0,
        startupParameters: { role: deskRole },
      })
      const connections = yield* Pool.makeWithTTL({
        acquire: Effect.map(users.reserve, (connection) => ({ connection, workspace: "" })),
        min: 0,
        max: connectionsMax,
        timeToLive: idleFor,
      })

      const of =
        (sql: PgClient.PgClient, workspaceId: WorkspaceId) => <A, E, R>(effect: Effect.Effect<A, E, R>) =>
          Effect.scoped(Effect.gen(function* () {
            const held = yield* Pool.get(connections)
            return yield* Effect.gen(function* () {
              if (held.workspace !== workspaceId) {
                held.workspace = ""
                yield* held.connection.executeRaw("SELECT set_config('desk.workspace', $1, false)", [
                  workspaceId,
                ])
                held.workspace = workspaceId
              }
              return yield* Effect.provideService(effect, sql.transactionService, [held.connection, 0])
            }).pipe(
              Effect.tapError((error) => isLost(error) ? Pool.invalidate(connections, held) : Effect.void),
            )
          })).pipe(Effect.retry({ times: connectionsMax, while: isLost }))

      return WorkspaceReads.of({ of })
    }),
  ).pipe(Layer.provide(Reactivity.layer))
}
