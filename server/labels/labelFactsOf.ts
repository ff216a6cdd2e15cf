import type { LabelId } from "../../domain/label/Label.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { DirectorySnapshot } from "../directory/Directory.ts"

const known = new WeakMap<DirectorySnapshot, Map<WorkspaceId, ReadonlyMap<LabelId, string>>>()

/** The names of a workspace's labels in use, worked out once for each state of the directory. */
export const labelFactsOf = (
  directory: DirectorySnapshot,
  workspaceId: WorkspaceId,
): ReadonlyMap<LabelId, string> => {
  const byWorkspace = known.get(directory) ?? new Map<WorkspaceId, ReadonlyMap<LabelId, string>>()
  known.set(directory, byWorkspace)
  const names = byWorkspace.get(workspaceId) ?? new Map(
    [...directory.labels.values()].filter((label) => label.workspaceId === workspaceId)
      .map(({ id, name }) => [id, name]),
  )
  byWorkspace.set(workspaceId, names)
  return names
}
