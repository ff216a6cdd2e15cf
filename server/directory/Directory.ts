import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, PubSub, Queue, Ref, Schedule, Semaphore, Stream } from "effect"
import type { AccountProblem } from "../../domain/account/AccountProblem.ts"
import type { BotId } from "../../domain/bot/BotMark.ts"
import type { Keywords } from "../../domain/consent/Keywords.ts"
import type { Address } from "../../domain/contact/Address.ts"
import type { SavedFilter } from "../../domain/inbox/SavedFilter.ts"
import type { Label, LabelId } from "../../domain/label/Label.ts"
import type { Channel, Sender, SenderId } from "../../domain/sender/Sender.ts"
import type { User, UserId } from "../../domain/user/User.ts"
import type { Workspace, WorkspaceId } from "../../domain/workspace/Workspace.ts"
import type { ProviderAccount } from "../channels/ProviderAccount.ts"
import { loadDirectory } from "./loadDirectory.ts"

export interface SenderRecord extends Sender {
  readonly workspaceId: WorkspaceId
  readonly accountId: string
  /** The provider's own id of it; null where it has none. */
  readonly numberId: string | null
}

export interface BotRecord {
  readonly id: BotId
  readonly workspaceId: WorkspaceId
  readonly name: string
  /** Of its API key: SHA-256 in hex. */
  readonly keyHash: string
  /** For how long a conversation that people had must have rested before the bot answers first in it again. */
  readonly quietHours: number
  /** Until when it is left alone since it could not be reached, epoch milliseconds; null when it is not. */
  readonly skippedUntil: number | null
  /** Why it could not be reached, and since when, epoch milliseconds; null while it can. */
  readonly problem: string | null
  readonly failingSince: number | null
}

export interface WorkspaceRecord extends Workspace {
  readonly defaultAdmin: UserId | null
  readonly keywords: Keywords
}

/** An account with what admins decided about it and what keeps it from working. */
export interface AccountRecord extends ProviderAccount {
  /** Empty where nobody has named it. */
  readonly label: string
  readonly version: number
  /** Since when an admin has it switched off, epoch milliseconds; null while it is on. */
  readonly disabledAt: number | null
  readonly problems: ReadonlyArray<Pick<AccountProblem, "kind" | "subject" | "detail" | "since">>
}

export interface UserRecord extends User {
  readonly workspaceId: WorkspaceId
}

export interface LabelRecord extends Label {
  readonly workspaceId: WorkspaceId
}

export interface SavedFilterRecord extends SavedFilter {
  readonly workspaceId: WorkspaceId
  /** Whose it is; of a shared one who made it. */
  readonly userId: UserId
}

/** The workspaces, users, Sender IDs and accounts at one moment, indexed for the hot path. */
export interface DirectorySnapshot {
  readonly workspaces: ReadonlyMap<WorkspaceId, WorkspaceRecord>
  readonly users: ReadonlyMap<UserId, UserRecord>
  readonly senders: ReadonlyMap<SenderId, SenderRecord>
  readonly accounts: ReadonlyMap<string, AccountRecord>
  readonly bots: ReadonlyMap<BotId, BotRecord>
  /** Those in use, by name. */
  readonly labels: ReadonlyMap<LabelId, LabelRecord>
  /** By name. */
  readonly savedFilters: ReadonlyArray<SavedFilterRecord>
  /** The Sender ID that a provider's message is addressed to; the provider's own id of it counts before the address. */
  readonly senderAt: (
    accountId: string,
    channel: Channel,
    address: Address,
    numberId?: string | null,
  ) => SenderRecord | undefined
}

/** The PostgreSQL channel by which nodes tell one another. */
const notifyChannel = "directory"
/** A notification that got lost with its connection is made up for within this time. */
const refreshEvery = "60 seconds"
const listenAgainAfter = "1 second"

/**
 * What every webhook, command and session needs to know and what changes rarely: kept in memory, read again when any
 * node changed it. Asking never touches the database. Holds one connection of the pool to listen.
 */
export class Directory extends Context.Service<Directory, {
  readonly snapshot: Effect.Effect<DirectorySnapshot>
  /** Reads everything again, here and on the other nodes: call it after a change is committed. */
  readonly changed: Effect.Effect<void>
  /** Each snapshot that differs from the one before; who is slow sees only the newest. */
  readonly changes: Stream.Stream<DirectorySnapshot>
}>()("desk/server/directory/Directory") {
  static readonly layer = Layer.effect(
    Directory,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const loaded = yield* Ref.make(yield* loadDirectory)
      const published = yield* Effect.acquireRelease(
        PubSub.sliding<DirectorySnapshot>({ capacity: 1 }),
        PubSub.shutdown,
      )
      // One at a time, so that an older reading never replaces a newer one.
      const turn = yield* Semaphore.make(1)
      const context = yield* Effect.context<Effect.Services<typeof loadDirectory>>()

      const reload = turn.withPermit(Effect.gen(function* () {
        const next = yield* loadDirectory
        const previous = yield* Ref.getAndSet(loaded, next)
        if (previous.text !== next.text) yield* PubSub.publish(published, next.snapshot)
      })).pipe(Effect.provide(context))

      /** In the background the last good snapshot stays in use when a reading fails; the next one is soon. */
      const reloadOrKeep = reload.pipe(
        Effect.catch((error) => Effect.logError("The directory could not be read again", error)),
      )

      const listen = Effect.gen(function* () {
        const notifications = yield* sql.listen(notifyChannel)
        yield* reloadOrKeep
        yield* Queue.takeAll(notifications).pipe(Effect.andThen(reloadOrKeep), Effect.forever)
      }).pipe(Effect.scoped)

      yield* listen.pipe(
        Effect.tapError((error) => Effect.logWarning("Listening for directory changes broke off", error)),
        Effect.retry(Schedule.spaced(listenAgainAfter)),
        Effect.forkScoped,
      )
      yield* reloadOrKeep.pipe(Effect.schedule(Schedule.spaced(refreshEvery)), Effect.forkScoped)

      return Directory.of({
        snapshot: Effect.map(Ref.get(loaded), ({ snapshot }) => snapshot),
        changed: reload.pipe(Effect.andThen(sql.notify(notifyChannel, "")), Effect.orDie),
        changes: Stream.fromPubSub(published),
      })
    }),
  )
}
