import { Result } from "effect"
import { createEffect, createMemo, createSignal, on } from "solid-js"
import { whyNotInItsPlace } from "../../domain/campaign/campaignVariants.ts"
import type { Template, TemplateId } from "../../domain/template/Template.ts"
import { useDesk } from "../sync/createDesk.ts"
import { followTemplates } from "../templates/followTemplates.ts"
import { languageName } from "../templates/languageName.ts"

const byLanguageName = (a: Template, b: Template) =>
  languageName(a.language).localeCompare(languageName(b.language), "en")

/** The template of a draft in all its languages by name, as it is now. */
export const createVariants = (templateId: () => TemplateId | null) => {
  const desk = useDesk()
  const [known, setKnown] = createSignal<ReadonlyArray<Template>>([])
  const load = async () => {
    const id = templateId()
    if (id === null) return void setKnown([])
    const answer = await desk.link.ask((client) => client["Template.variants"]({ id }))
    if (id === templateId() && Result.isSuccess(answer)) setKnown(answer.success.toSorted(byLanguageName))
  }
  createEffect(on(templateId, () => void load(), { defer: true }))
  followTemplates(() => void load())
  const template = createMemo((): Template | null => known().find(({ id }) => id === templateId()) ?? null)
  /** The other languages, and why one cannot stand in for the template. */
  const others = createMemo(() => {
    const chosen = template()
    return chosen === null ? [] : known().filter(({ language }) => language !== chosen.language)
      .map((variant) => ({ variant, problem: whyNotInItsPlace(chosen, variant) }))
  })
  return { known, template, others }
}

export type Variants = ReturnType<typeof createVariants>
