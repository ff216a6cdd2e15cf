import { type KeywordTable, keywordTable } from "../../domain/consent/Keywords.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { providerWords } from "../channels/providerWords.ts"
import type { DirectorySnapshot, WorkspaceRecord } from "../directory/Directory.ts"

const known = new WeakMap<WorkspaceRecord, KeywordTable>()
const noWords: ReadonlySet<string> = new Set()
const noKeywords: KeywordTable = new Map()

const tableOf = (workspace: WorkspaceRecord): KeywordTable => {
  const table = known.get(workspace) ?? keywordTable(workspace.keywords, workspace.name)
  known.set(workspace, table)
  return table
}

/** What words a Sender ID obeys, and which of them its provider answers by itself. */
export const keywordFactsOf = (
  { accounts, senders, workspaces }: DirectorySnapshot,
  workspaceId: WorkspaceId,
  senderId: SenderId,
): { readonly keywords: KeywordTable; readonly providerWords: ReadonlySet<string> } => {
  const workspace = workspaces.get(workspaceId)
  const sender = senders.get(senderId)
  const account = sender && accounts.get(sender.accountId)
  return {
    keywords: workspace ? tableOf(workspace) : noKeywords,
    providerWords: sender && account ? providerWords[account.credentials.kind][sender.channel] : noWords,
  }
}
