import { createStore } from "solid-js/store"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { UserId } from "../../domain/user/User.ts"

/** A message to the customer and a note for the team are begun apart from each other. */
export type DraftKind = "reply" | "note"

export interface Drafts {
  /** Tracked; empty where there is none. */
  readonly get: (id: ConversationId, kind?: DraftKind) => string
  readonly set: (id: ConversationId, text: string, kind?: DraftKind) => void
}

const keyOf = (id: ConversationId, kind: DraftKind): string => kind === "reply" ? id : `${id}:note`

/** What was typed and not sent, per conversation and user; kept in this browser, also across reload and sign-out. */
export const createDrafts = (me: UserId): Drafts => {
  const prefix = `desk:draft:${me}:`
  const stored = Object.entries(localStorage)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]): [string, string] => [key.slice(prefix.length), String(text)])
  const [drafts, setDrafts] = createStore<Record<string, string>>(Object.fromEntries(stored))
  return {
    get: (id, kind = "reply") => drafts[keyOf(id, kind)] ?? "",
    set: (id, text, kind = "reply") => {
      const key = keyOf(id, kind)
      setDrafts(key, text)
      if (text === "") localStorage.removeItem(prefix + key)
      else localStorage.setItem(prefix + key, text)
    },
  }
}
