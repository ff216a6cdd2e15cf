import type { AccountProblem } from "../../domain/account/AccountProblem.ts"
import type { BotProblem } from "../../domain/bot/BotProblem.ts"
import type { Directory } from "../../domain/inbox/DeskChange.ts"
import type { SavedFilter } from "../../domain/inbox/SavedFilter.ts"
import type { User } from "../../domain/user/User.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { mmsLimits } from "../channels/mmsLimits.ts"
import { passesQuotes } from "../channels/ProviderAccount.ts"
import type { DirectorySnapshot, SenderRecord, UserRecord } from "../directory/Directory.ts"

const asSeen = ({ email, id, licensed, name, role }: UserRecord): User => ({
  id,
  email,
  name,
  role,
  licensed,
})

/** Agents learn what concerns their sending, and not what the provider says; that it is silent concerns admins. */
const problemsFor = (
  { accounts }: DirectorySnapshot,
  { role, workspaceId }: UserRecord,
  senders: ReadonlyArray<SenderRecord>,
): ReadonlyArray<AccountProblem> =>
  [...accounts.values()].filter((account) => account.workspaceId === workspaceId).flatMap((account) => {
    const isAdmin = role === "admin"
    const own = senders.filter(({ accountId }) => accountId === account.id).map(({ id }) => id)
    if (own.length === 0 && !isAdmin) return []
    const { disabledAt, id: accountId, label, problems } = account
    const known = { accountId, account: label || accountId, senders: own }
    if (disabledAt !== null) {
      return [{ ...known, kind: "disabled" as const, subject: "", detail: "", since: disabledAt }]
    }
    return problems.filter(({ kind }) => isAdmin || kind !== "silent").map((problem) => ({
      ...problem,
      ...known,
      detail: isAdmin ? problem.detail : "",
      senders: problem.subject === ""
        ? own
        : senders.filter((sender) => own.includes(sender.id) && sender.address === problem.subject)
          .map(({ id }) => id),
    })).filter((problem) => isAdmin || problem.senders.length > 0)
  })

/** HOOK-6: the bots that could not be reached last. */
const botProblemsOf = (
  { bots, senders }: DirectorySnapshot,
  workspaceId: WorkspaceId,
): ReadonlyArray<BotProblem> =>
  [...bots.values()].flatMap(({ failingSince, id, name, problem, workspaceId: of }) =>
    of !== workspaceId || failingSince === null ? [] : [{
      bot: { id, name },
      detail: problem ?? "",
      since: failingSince,
      senders: [...senders.values()].filter(({ bot }) => bot?.id === id).map((sender) => sender.id),
    }]
  )

/** AUTH-4: a filter shows nobody more than they see anyway; one of an inbox that they may not open is not there for them. */
const savedFiltersFor = (
  { labels, savedFilters }: DirectorySnapshot,
  me: UserRecord,
  senders: ReadonlyArray<SenderRecord>,
): ReadonlyArray<SavedFilter> =>
  savedFilters.filter(({ filter: { label, view }, shared, userId, workspaceId }) =>
    workspaceId === me.workspaceId && (shared || userId === me.id) &&
    (view._tag !== "Team" || me.role === "admin") &&
    (view._tag !== "Sender" || senders.some(({ id }) => id === view.senderId)) &&
    (label === undefined || labels.has(label))
  ).map(({ filter, id, name, shared }) => ({ id, name, shared, filter }))

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
    mmsLimits: senders.flatMap(({ accountId, channel, id }) => {
      const kind = snapshot.accounts.get(accountId)?.credentials.kind
      const limit = channel === "sms" && kind !== undefined ? mmsLimits[kind] : undefined
      return limit ? [{ senderId: id, limit }] : []
    }),
    labels: [...snapshot.labels.values()].filter((label) => label.workspaceId === workspace.id)
      .map(({ colour, id, name }) => ({ id, name, colour })),
    savedFilters: savedFiltersFor(snapshot, me, senders),
    accountProblems: problemsFor(snapshot, me, senders),
    botProblems: me.role === "admin" ? botProblemsOf(snapshot, workspace.id) : [],
  }
}
