import { Result } from "effect"
import { createSignal } from "solid-js"
import type { TemplateCounts, TemplateQuery } from "../../domain/rpc/TemplateRpcs.ts"
import type { Template } from "../../domain/template/Template.ts"
import { useDesk } from "../sync/createDesk.ts"
import { followTemplates } from "./followTemplates.ts"

const pageTemplates = 50

export type TemplateFilter = Omit<TemplateQuery, "limit" | "cursor">

/** The templates that a filter finds, from the first to where one has scrolled, as they are now. */
export const createTemplateList = (first: TemplateFilter) => {
  const desk = useDesk()
  const [templates, setTemplates] = createSignal<ReadonlyArray<Template>>([])
  const [counts, setCounts] = createSignal<TemplateCounts | null>(null)
  const [status, setStatus] = createSignal<"loading" | "ready" | "failed">("loading")
  const [filter, setFilter] = createSignal(first)
  let cursor: string | null = null
  /** An answer to an older question is none. */
  let asked = 0

  const ask = async (from: string | null, limit: number) => {
    const mine = ++asked
    setStatus("loading")
    const answer = await desk.link.ask((client) =>
      client["Template.list"]({ ...filter(), limit, cursor: from })
    )
    if (mine !== asked) return
    if (Result.isFailure(answer)) return void setStatus("failed")
    const page = answer.success
    const known = new Set(from === null ? [] : templates().map(({ id }) => id))
    setTemplates((before) => [
      ...(from === null ? [] : before),
      ...page.templates.filter(({ id }) => !known.has(id)),
    ])
    cursor = page.cursor
    if (page.counts !== null) setCounts(page.counts)
    setStatus("ready")
  }
  const reload = () => ask(null, pageTemplates)

  followTemplates(() => void reload())

  return {
    templates,
    counts,
    status,
    filter,
    complete: () => cursor === null,
    find: (change: Partial<TemplateFilter>) => {
      setFilter((before) => ({ ...before, ...change }))
      return reload()
    },
    reload,
    loadMore: () => cursor === null ? Promise.resolve() : ask(cursor, pageTemplates),
  }
}

export type TemplateList = ReturnType<typeof createTemplateList>
