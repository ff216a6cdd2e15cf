import { createStore } from "solid-js/store"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { UserId } from "../../domain/user/User.ts"

export interface Drafts {
  /** Tracked; empty where there is none. */
  readonly get: (id: ConversationId) => string
  readonly set: (id: ConversationId, text: string) => void
}

/** What was typed and not sent, per conversation and user; kept in this browser, also across reload and sign-out. */
export const createDrafts = (me: UserId): Drafts => {
  const prefix = `desk:draft:${me}:`
  const stored = Object.entries(localStorage)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]): [string, string] => [key.slice(prefix.length), String(text)])
  const [drafts, setDrafts] = createStore<Record<string, string>>(Object.fromEntries(stored))
  return {
    get: (id) => drafts[id] ?? "",
    set: (id, text) => {
      setDrafts(id, text)
      if (text === "") localStorage.removeItem(prefix + id)
      else localStorage.setItem(prefix + id, text)
    },
  }
}
