import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { DirectorySnapshot } from "../directory/Directory.ts"

/** The workspace that a stranger knocks at: known where the desk has only one. */
export const soleWorkspace = ({ workspaces }: DirectorySnapshot): WorkspaceId | null => {
  const [first, ...others] = workspaces.keys()
  return first !== undefined && others.length === 0 ? first : null
}
