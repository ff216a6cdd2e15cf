import { Option, Result, Schema } from "effect"
import { createEffect, onCleanup, untrack } from "solid-js"
import { createStore, produce } from "solid-js/store"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { type Draft, DraftKind, mergeDrafts } from "../../domain/draft/Draft.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { Desk } from "../sync/createDesk.ts"

/** After so long without a key what was typed goes to the server. */
const saveAfterMillis = 700
/** A server that could not answer is asked again. */
const saveAgainAfterMillis = 5_000

export interface Drafts {
  /** Tracked; empty where there is none. */
  readonly get: (id: ConversationId, kind?: DraftKind) => string
  readonly set: (id: ConversationId, text: string, kind?: DraftKind) => void
}

/** A draft of this browser, and what it was made from: the text and version that the server had. */
const Kept = Schema.Struct({
  id: ConversationId,
  kind: DraftKind,
  text: Schema.String,
  base: Schema.Struct({ text: Schema.String, version: Schema.Int }),
})
type Kept = typeof Kept.Type

const decodeKept = Schema.decodeUnknownOption(Schema.fromJsonString(Kept))
const encodeKept = Schema.encodeSync(Schema.fromJsonString(Kept))
const none = { text: "", version: 0 }

const keyOf = (id: ConversationId, kind: DraftKind): string => `${id} ${kind}`

/** Drafts in the browser's storage, of one user. */
const createBrowserDrafts = (me: UserId) => {
  const prefix = `desk:draft:${me}:`
  return {
    load: (): Record<string, Kept> =>
      Object.fromEntries(
        Object.entries(localStorage).filter(([key]) => key.startsWith(prefix))
          .flatMap(([, stored]) => Option.toArray(decodeKept(stored)))
          .map((kept) => [keyOf(kept.id, kept.kind), kept]),
      ),
    put: (key: string, kept: Kept | undefined) => {
      if (kept) localStorage.setItem(prefix + key, encodeKept(kept))
      else localStorage.removeItem(prefix + key)
    },
  }
}

/**
 * What was typed and not sent, per conversation: shown and kept in this browser at once, also offline, and brought to the
 * server, from where it follows to the user's other desks. Two desks' texts become one without losing any (`mergeDrafts`).
 */
export const createDrafts = (
  desk: Pick<Desk, "fetchDrafts" | "saveDraft" | "onDraft" | "onArrival" | "online">,
  me: UserId,
): Drafts => {
  const browser = createBrowserDrafts(me)
  const [drafts, setDrafts] = createStore<Record<string, Kept>>(browser.load())
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const saving = new Set<string>()
  /** Told while the same draft was on its way: which of the two is newer only the server knows. */
  const missed = new Set<string>()

  const keep = (kept: Kept) => {
    const key = keyOf(kept.id, kept.kind)
    const isOver = kept.text === "" && kept.base.version === 0
    setDrafts(produce((all) => {
      if (isOver) delete all[key]
      else all[key] = kept
    }))
    browser.put(key, isOver ? undefined : kept)
  }

  const saveLater = (key: string, millis: number) => {
    clearTimeout(timers.get(key))
    timers.set(key, setTimeout(() => void save(key), millis))
  }

  /** The server's draft, as far as it is news: what was typed here stays in it. */
  const take = ({ id, kind, text, version }: Draft) => {
    const key = keyOf(id, kind)
    const known = drafts[key] ?? { id, kind, text: "", base: none }
    if (known.base.version === version && known.base.text === text) return
    const merged = mergeDrafts(known.base.text, text, known.text)
    keep({ id, kind, text: merged, base: { text, version } })
    if (merged !== text) saveLater(key, 0)
  }

  const save = async (key: string): Promise<void> => {
    const asked = drafts[key]
    if (!asked || asked.text === asked.base.text || saving.has(key)) return
    const { base, id, kind, text } = asked
    saving.add(key)
    const answer = await desk.saveDraft({ id, kind, text, version: base.version })
    saving.delete(key)
    if (missed.delete(key)) void catchUp()
    if (Result.isFailure(answer)) {
      if (answer.failure._tag === "Unavailable") saveLater(key, saveAgainAfterMillis)
      return
    }
    const { draft, saved } = answer.success
    if (!saved) return take(draft)
    const now = drafts[key] ?? asked
    keep({ ...now, base: { text, version: draft.version } })
    if (now.text !== text) saveLater(key, saveAfterMillis)
  }

  /** What was typed and cleared elsewhere while this desk was away, and what was here. */
  const catchUp = async () => {
    const answer = await desk.fetchDrafts()
    if (Result.isFailure(answer)) return
    const stored = new Map(answer.success.map((draft) => [keyOf(draft.id, draft.kind), draft]))
    for (const key of new Set([...stored.keys(), ...Object.keys(drafts)])) {
      if (saving.has(key)) continue
      const known = drafts[key]
      const draft = stored.get(key) ?? (known && { ...none, id: known.id, kind: known.kind })
      if (draft) take(draft)
      void save(key)
    }
  }

  onCleanup(desk.onDraft((draft) => {
    if (draft === null) return void (desk.online() && catchUp())
    const key = keyOf(draft.id, draft.kind)
    if (saving.has(key)) missed.add(key)
    else take(draft)
  }))
  createEffect(() => desk.online() && untrack(() => void catchUp()))
  // CONTACT-6: nothing that was about an erased person stays.
  onCleanup(desk.onArrival((row, item) => {
    if (item._tag !== "Erased") return
    for (const kind of DraftKind.literals) keep({ id: row.id, kind, text: "", base: none })
  }))
  onCleanup(() => timers.forEach((timer) => clearTimeout(timer)))

  return {
    get: (id, kind = "reply") => drafts[keyOf(id, kind)]?.text ?? "",
    set: (id, text, kind = "reply") => {
      const key = keyOf(id, kind)
      keep({ id, kind, text, base: drafts[key]?.base ?? none })
      // Sent or emptied: no other desk should show it any longer.
      saveLater(key, text === "" ? 0 : saveAfterMillis)
    },
  }
}
