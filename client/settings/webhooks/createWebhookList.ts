import { Result } from "effect"
import { createSignal } from "solid-js"
import type { WebhookEntry, WebhookOutcome } from "../../../domain/account/WebhookEntry.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"

const pageEntries = 50

export interface WebhookFilter {
  readonly accountId: string | null
  readonly outcome: WebhookOutcome | null
}

/** The requests that a filter lets through, from the newest to where one has gone back. */
export const createWebhookList = () => {
  const desk = useDesk()
  const [filter, setFilter] = createSignal<WebhookFilter>({ accountId: null, outcome: null })
  const [entries, setEntries] = createSignal<ReadonlyArray<WebhookEntry>>([])
  const [status, setStatus] = createSignal<"loading" | "ready">("loading")
  const [problem, setProblem] = createSignal<string | null>(null)
  const [complete, setComplete] = createSignal(false)
  /** An answer to an older question is none. */
  let asked = 0

  const ask = async (before: WebhookEntry | null) => {
    const mine = ++asked
    setStatus("loading")
    const query = { ...filter(), before: before?.id ?? null, limit: pageEntries }
    const answer = await desk.link.ask((client) => client["Webhook.list"](query))
    if (mine !== asked) return
    setStatus("ready")
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    const page = answer.success.entries
    setProblem(null)
    setEntries((known) => before === null ? page : [...known, ...page])
    setComplete(page.length < pageEntries)
  }
  return {
    filter,
    entries,
    status,
    problem,
    complete,
    find: (wanted: Partial<WebhookFilter>) => {
      setFilter((known) => ({ ...known, ...wanted }))
      return ask(null)
    },
    reload: () => ask(null),
    loadMore: () => ask(entries().at(-1) ?? null),
    /** What became of one that was taken again. */
    replace: (entry: WebhookEntry) =>
      setEntries((known) => known.map((one) => one.id === entry.id ? entry : one)),
  }
}

export type WebhookList = ReturnType<typeof createWebhookList>
