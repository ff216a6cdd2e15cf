import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import { noPermission, type PermissionFacts } from "../../domain/consent/Permission.ts"
import type { CanonicalAddress } from "../../domain/contact/Address.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"

/** A number on a channel of a workspace: what consent and opt-out belong to, whatever Sender ID they were said to. */
export interface PermissionKey {
  readonly workspaceId: WorkspaceId
  readonly channel: Channel
  readonly address: CanonicalAddress
}

interface PermissionRow {
  readonly version: number
  readonly optedOutAt: Date | null
  readonly optSource: PermissionFacts["optedOutSource"]
  readonly optBy: PermissionFacts["optedOutBy"]
  readonly providerHolds: boolean
  readonly consentAt: Date | null
}

/** What numbers allow. */
export class Permissions extends Context.Service<Permissions, {
  /** As it is in the database now, whoever changed it: one look by key. */
  readonly facts: (key: PermissionKey) => Effect.Effect<PermissionFacts, Unavailable>
}>()("desk/server/consent/Permissions") {
  static readonly layer = Layer.effect(
    Permissions,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient

      const facts = Effect.fn("Permissions.facts")(
        function* ({ address, channel, workspaceId }: PermissionKey) {
          const [row] = yield* sql<PermissionRow>`
          SELECT version, opted_out_at, opt_source, opt_by, provider_holds, consent_at FROM permissions
          WHERE workspace_id = ${workspaceId} AND channel = ${channel} AND address = ${address}`
          if (!row) return noPermission
          return {
            version: row.version,
            optedOutAt: row.optedOutAt?.getTime() ?? null,
            optedOutSource: row.optSource,
            optedOutBy: row.optBy,
            providerHolds: row.providerHolds,
            consentAt: row.consentAt?.getTime() ?? null,
          }
        },
        orUnavailable("Whether this number may be written to could not be read. Try again."),
      )

      return Permissions.of({ facts })
    }),
  )
}
