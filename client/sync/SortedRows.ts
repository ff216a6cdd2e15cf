import type { ConversationId } from "../../domain/conversation/ConversationId.ts"

/** Where a row stands in a list: the latest activity, and the id between equals. */
export interface Place {
  readonly id: ConversationId
  readonly lastActivityAt: number
  /** Above all others (LIFE-1). */
  readonly pinned: boolean
}

/** The order of `compareRows` in domain/inbox, for places: latest activity first, below what is pinned. */
export const comparePlaces = (a: Place, b: Place): number =>
  Number(b.pinned) - Number(a.pinned) || b.lastActivityAt - a.lastActivityAt ||
  (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

/** The index at which `place` stands, or would stand. */
const indexFor = (places: ReadonlyArray<Place>, place: Place): number => {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = places[middle]
    if (other && comparePlaces(other, place) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Places in order, each id once, changed in place: a list of 100,000 rows is not sorted again for each message. */
export class SortedRows {
  readonly places: Array<Place> = []
  private readonly byId = new Map<ConversationId, Place>()

  find(id: ConversationId): Place | undefined {
    return this.byId.get(id)
  }

  /** Where a row stands; -1 when it does not. */
  indexOf(id: ConversationId): number {
    const place = this.byId.get(id)
    return place ? indexFor(this.places, place) : -1
  }

  put(place: Place): void {
    this.remove(place.id)
    this.places.splice(indexFor(this.places, place), 0, place)
    this.byId.set(place.id, place)
  }

  remove(id: ConversationId): boolean {
    const place = this.byId.get(id)
    if (!place) return false
    this.places.splice(indexFor(this.places, place), 1)
    this.byId.delete(id)
    return true
  }

  clear(): void {
    this.places.length = 0
    this.byId.clear()
  }
}
