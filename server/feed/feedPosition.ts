import { FeedCursor } from "../../domain/inbox/DeskChange.ts"

/** A place in the feed: the transaction, then the position within and after it. Both are 64-bit numbers in decimal. */
export interface FeedPosition {
  readonly xid: string
  readonly id: string
}

export const cursorAt = ({ id, xid }: FeedPosition): FeedCursor => FeedCursor.make(`${xid}.${id}`)

export const positionOf = (cursor: FeedCursor): FeedPosition => {
  const [xid = "0", id = "0"] = cursor.split(".")
  return { xid, id }
}

/** Whether a cursor stands at or after another. */
export const isAtOrAfter = (cursor: FeedCursor, other: FeedCursor): boolean => {
  const a = positionOf(cursor)
  const b = positionOf(other)
  const [axid, bxid] = [BigInt(a.xid), BigInt(b.xid)]
  return axid > bxid || (axid === bxid && BigInt(a.id) >= BigInt(b.id))
}
