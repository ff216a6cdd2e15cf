import { Effect } from "effect"
import { WorkspaceRpcs } from "../../domain/rpc/WorkspaceRpcs.ts"
import { adminOnly } from "../session/adminOnly.ts"
import { Workspaces } from "./Workspaces.ts"

export const WorkspaceHandlersLive = WorkspaceRpcs.toLayer(
  Effect.map(Workspaces.use(Effect.succeed), (workspaces) => ({
    "Workspace.save": ({ next, seen }) =>
      Effect.flatMap(adminOnly, (viewer) => workspaces.save(viewer, seen, next)),
  })),
)
