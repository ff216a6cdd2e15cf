import type { Directory } from "../../domain/inbox/DeskChange.ts"
import type { User } from "../../domain/user/User.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { passesQuotes } from "../channels/ProviderAccount.ts"
import type { DirectorySnapshot, UserRecord } from "../directory/Directory.ts"

const asSeen = ({ email, id, licensed, name, role }: UserRecord): User => ({
  id,
  email,
  name,
  role,
  licensed,
})

/** What the directory says to one user; null when they no longer have a place in it. */
export const directoryFor = (
  snapshot: DirectorySnapshot,
  viewer: Pick<CurrentUser["Service"], "user" | "workspaceId">,
): Directory | null => {
  const workspace = snapshot.workspaces.get(viewer.workspaceId)
  const me = snapshot.users.get(viewer.user.id)
  if (!workspace || !me || !me.licensed) return null
  const senders = [...snapshot.senders.values()]
    .filter((sender) =>
      sender.workspaceId === workspace.id && (me.role === "admin" || sender.users.includes(me.id))
    )
  return {
    me: asSeen(me),
    workspace,
    users: [...snapshot.users.values()].filter((user) => user.workspaceId === workspace.id).map(asSeen),
    senders: senders.map(({ accountId: _, workspaceId: __, ...sender }) => sender),
    quotingSenders: senders.filter(({ accountId }) => {
      const account = snapshot.accounts.get(accountId)
      return account !== undefined && passesQuotes(account)
    }).map(({ id }) => id),
  }
}
