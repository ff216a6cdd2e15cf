import { Context, type Effect } from "effect"
import type { Address } from "../../domain/contact/Address.ts"
import type { Channel, Sender, SenderId } from "../../domain/sender/Sender.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import type { Workspace, WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"

export interface SenderRecord extends Sender {
  readonly workspaceId: WorkspaceId
  readonly accountId: string
}

export interface WorkspaceRecord extends Workspace {
  readonly defaultAdmin: UserId | null
}

export interface UserRecord extends User {
  readonly workspaceId: WorkspaceId
}

/** The workspaces, users, Sender IDs and accounts at one moment, indexed for the hot path. */
export interface DirectorySnapshot {
  readonly workspaces: ReadonlyMap<WorkspaceId, WorkspaceRecord>
  readonly users: ReadonlyMap<UserId, UserRecord>
  readonly senders: ReadonlyMap<SenderId, SenderRecord>
  readonly accounts: ReadonlyMap<string, ProviderAccount>
  /** The Sender ID that a provider's message is addressed to. */
  readonly senderAt: (accountId: string, channel: Channel, address: Address) => SenderRecord | undefined
}

/**
 * What every webhook, command and session needs to know and what changes rarely: kept in memory, read again when any
 * node changed it. Asking never touches the database.
 */
export class Directory extends Context.Service<Directory, {
  readonly snapshot: Effect.Effect<DirectorySnapshot>
  /** Reads everything again, here and on the other nodes: call it after a change is committed. */
  readonly changed: Effect.Effect<void>
}>()("desk/server/directory/Directory") {}
