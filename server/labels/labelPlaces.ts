import type { PgClient } from "@effect/sql-pg"
import { Effect } from "effect"
import { type Conversation, inboxShare, unreadOf } from "../../domain/conversation/Conversation.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { LabelId } from "../../domain/label/Label.ts"
import type { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"

/** A list that a labelled conversation stands in: its owner's, or the Sent Messages of whoever took part. */
export interface LabelPlace {
  readonly conversation_id: ConversationId
  readonly label_id: LabelId
  readonly user_id: UserId
  readonly list: "inbox" | "done" | "snoozed" | "sent"
  readonly sender_id: SenderId
  readonly last_activity_at: string
  readonly unread: number
}

/** How a commit changes the places: those that are new or other than before, and those that are no more. */
export interface LabelPlaceChanges {
  readonly put: ReadonlyArray<LabelPlace>
  readonly gone: ReadonlyArray<LabelPlace>
}

const listsOf = (state: Conversation): ReadonlyArray<Pick<LabelPlace, "user_id" | "list" | "unread">> => {
  const owned = inboxShare(state)
  const sent = [...state.members].filter(([, { tookPart }]) => tookPart)
  return [
    ...(owned === null
      ? []
      : [{ user_id: owned.owner, list: state.aside?.how ?? "inbox", unread: owned.unread } as const]),
    ...sent.map(([user]) => ({ user_id: user, list: "sent", unread: unreadOf(state, user) } as const)),
  ]
}

const placesOf = (state: Conversation): ReadonlyMap<string, LabelPlace> => {
  const { id, labels, lastActivityAt, senderId } = state
  if (labels.length === 0) return new Map()
  const lists = listsOf(state)
  return new Map(
    labels.flatMap((label_id) =>
      lists.map((list) => [`${label_id} ${list.user_id} ${list.list}`, {
        conversation_id: id,
        label_id,
        ...list,
        sender_id: senderId,
        last_activity_at: new Date(lastActivityAt).toISOString(),
      }])
    ),
  )
}

/** What a commit does to the lists under labels: nothing, where there are none. */
export const labelPlaceChanges = (before: Conversation, after: Conversation): LabelPlaceChanges => {
  const [old, now] = [placesOf(before), placesOf(after)]
  const isAsBefore = (key: string, place: LabelPlace) => {
    const known = old.get(key)
    return known?.last_activity_at === place.last_activity_at && known.unread === place.unread
  }
  return {
    put: [...now].flatMap(([key, place]) => isAsBefore(key, place) ? [] : [place]),
    gone: [...old].flatMap(([key, place]) => now.has(key) ? [] : [place]),
  }
}

/** In the transaction of the commits that they follow from. */
export const writeLabelPlaces = Effect.fnUntraced(
  function* (sql: PgClient.PgClient, changes: ReadonlyArray<LabelPlaceChanges>) {
    const put = changes.flatMap((one) => one.put)
    const gone = changes.flatMap((one) => one.gone)
    if (gone.length > 0) {
      yield* sql`
        DELETE FROM label_places p USING json_to_recordset(${JSON.stringify(gone)}::json) AS g(
          conversation_id uuid, label_id uuid, user_id uuid, list text)
        WHERE p.conversation_id = g.conversation_id AND p.label_id = g.label_id AND p.user_id = g.user_id
          AND p.list = g.list`
    }
    if (put.length > 0) {
      yield* sql`
        INSERT INTO label_places (conversation_id, label_id, user_id, list, sender_id, last_activity_at, unread)
        SELECT conversation_id, label_id, user_id, list, sender_id, last_activity_at, unread
        FROM json_to_recordset(${
        JSON.stringify(put)
      }::json) AS p(conversation_id uuid, label_id uuid, user_id uuid,
          list text, sender_id text, last_activity_at timestamptz, unread int)
        ON CONFLICT (conversation_id, label_id, user_id, list) DO UPDATE
          SET last_activity_at = excluded.last_activity_at, unread = excluded.unread`
    }
  },
)
