import type { RoutingFacts } from "../../domain/conversation/Routing.ts"
import { type SenderId, soleOwner } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { DirectorySnapshot } from "../directory/Directory.ts"

const known = new WeakMap<DirectorySnapshot, Map<string, RoutingFacts>>()

const work = (directory: DirectorySnapshot, workspaceId: WorkspaceId, senderId: SenderId): RoutingFacts => {
  const sender = directory.senders.get(senderId)
  const shared = new Set<UserId>(sender?.users)
  const licensed = new Set<UserId>()
  const eligible = new Set<UserId>()
  for (const user of directory.users.values()) {
    if (user.workspaceId !== workspaceId || !user.licensed) continue
    licensed.add(user.id)
    if (user.role === "admin" || shared.has(user.id)) eligible.add(user.id)
  }
  return {
    soleOwner: sender ? soleOwner(sender) : null,
    defaultAdmin: directory.workspaces.get(workspaceId)?.defaultAdmin ?? null,
    licensed,
    eligible,
  }
}

/** Who may own and use the conversations of a Sender ID, worked out once for each state of the directory. */
export const routingFactsOf = (
  directory: DirectorySnapshot,
  workspaceId: WorkspaceId,
  senderId: SenderId,
): RoutingFacts => {
  const bySender = known.get(directory) ?? new Map<string, RoutingFacts>()
  known.set(directory, bySender)
  const key = `${workspaceId}\n${senderId}`
  const facts = bySender.get(key) ?? work(directory, workspaceId, senderId)
  bySender.set(key, facts)
  return facts
}
