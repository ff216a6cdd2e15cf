import { Schema } from "effect"
import { AccountProblem } from "../account/AccountProblem.ts"
import { BotProblem } from "../bot/BotProblem.ts"
import { Draft } from "../draft/Draft.ts"
import { Uuid } from "../Uuid.ts"
import { Viewing } from "./Presence.ts"
import { ConversationId } from "../conversation/ConversationId.ts"
import { TimelineItem } from "../conversation/TimelineItem.ts"
import { FilesLimit } from "../media/FilesLimit.ts"
import { Label } from "../label/Label.ts"
import { Sender, SenderId } from "../sender/Sender.ts"
import { User, UserId } from "../user/User.ts"
import { Workspace } from "../workspace/Workspace.ts"
import { InboxRow } from "./InboxRow.ts"
import { SavedFilter } from "./SavedFilter.ts"
import { InboxCounts } from "./InboxView.ts"

/** A position in the workspace's feed: opaque to clients, ordered by the server. */
export const FeedCursor = Schema.String.check(Schema.isPattern(/^\d{1,20}\.\d{1,20}$/)).pipe(
  Schema.brand("FeedCursor"),
)
export type FeedCursor = typeof FeedCursor.Type

/** What one commit did to a conversation, as one user may see it. Absolute values: applying it twice is harmless. */
export const ConversationChange = Schema.TaggedUnion({
  Changed: { row: InboxRow, items: Schema.Array(TimelineItem) },
  /** The user may no longer see it. What happens to it from now on is not told: forget its timeline too. */
  Gone: { id: ConversationId, version: Schema.Int },
})
export type ConversationChange = typeof ConversationChange.Type

/** Who and what the desk consists of, for the user who looks. */
export const Directory = Schema.Struct({
  me: User,
  workspace: Workspace,
  users: Schema.Array(User),
  /** The Sender IDs that the user may send from. */
  senders: Schema.Array(Sender),
  /** Those of them whose provider passes on which message an answer quotes. */
  quotingSenders: Schema.Array(SenderId),
  /** Those whose provider takes smaller files with an SMS than others (MEDIA-1). */
  mmsLimits: Schema.Array(Schema.Struct({ senderId: SenderId, limit: FilesLimit })),
  /** Those in use, by name (LIFE-3). */
  labels: Schema.Array(Label),
  /** Their own and those that all share, of inboxes that they may open, by name. */
  savedFilters: Schema.Array(SavedFilter),
  /** What keeps accounts from working (HOOK-6): all for admins, for others what concerns their sending. */
  accountProblems: Schema.Array(AccountProblem),
  /** The bots that do not answer: for admins. */
  botProblems: Schema.Array(BotProblem),
})
export type Directory = typeof Directory.Type

/** What a desk receives on its sync stream. Every frame but Reset carries the position to resume from. */
export const SyncFrame = Schema.TaggedUnion({
  /** First frame: where the stream stands; lists and threads fetched from now on are at least this new. */
  Opened: { cursor: FeedCursor, directory: Directory, counts: InboxCounts },
  Changes: {
    cursor: FeedCursor,
    changes: Schema.Array(ConversationChange),
    counts: Schema.NullOr(InboxCounts),
  },
  /** Users, Sender IDs or the workspace were changed. */
  DirectoryChanged: { cursor: FeedCursor, directory: Directory, counts: InboxCounts },
  /** Who has a conversation open that this user has open too, themselves among them (ASSIGN-5). */
  Presence: { cursor: FeedCursor, id: ConversationId, people: Schema.Array(Viewing) },
  /** All of the workspace who have a desk open now: told to admins. */
  Online: { cursor: FeedCursor, users: Schema.Array(UserId) },
  /** The user's own draft as it is now, after one of their desks, named by itself, saved it (SYNC-2). */
  DraftSaved: { cursor: FeedCursor, desk: Uuid, draft: Draft },
  /** The user's own notices changed: how many are unread now (NOTIFY-6). */
  NoticesChanged: { cursor: FeedCursor, unread: Schema.Int },
  /** Nothing happened; the newest position and the server's clock, so that a silent socket is found out. */
  Heartbeat: { cursor: FeedCursor, at: Schema.Int },
  /** The cursor is too old, or this desk read too slowly: fetch everything again. */
  Reset: {},
})
export type SyncFrame = typeof SyncFrame.Type
