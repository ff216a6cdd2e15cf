import { Result } from "effect"
import { createMemo, createSignal } from "solid-js"
import { fillTemplate } from "../../domain/template/fillTemplate.ts"
import { prefillTemplate, type TemplatePeople } from "../../domain/template/prefillTemplate.ts"
import { previewTemplate } from "../../domain/template/previewTemplate.ts"
import { type Template, whyNotSendable } from "../../domain/template/Template.ts"
import { templateVariables } from "../../domain/template/templateVariables.ts"
import { createUploads } from "../media/createUploads.ts"
import { newMessageId } from "../sync/newMessageId.ts"

/** A template in the languages that there are of it. */
export interface TemplateEntry {
  readonly key: string
  readonly variants: ReadonlyArray<Template>
}

const entryKey = ({ name, registered }: Template): string => `${registered?.accountId ?? "own"} ${name}`

/** Languages of one name stand together. */
export const entriesOf = (templates: ReadonlyArray<Template>): ReadonlyArray<TemplateEntry> => {
  const entries = new Map<string, Array<Template>>()
  for (const template of templates) {
    const key = entryKey(template)
    const known = entries.get(key)
    if (known) known.push(template)
    else entries.set(key, [template])
  }
  return [...entries].map(([key, variants]) => ({ key, variants }))
}

export interface TemplateChoiceOptions {
  readonly templates: () => ReadonlyArray<Template>
  readonly people: () => TemplatePeople
  readonly windowOpen: () => boolean | null
  /** Why one cannot be chosen, where that is not said by the window alone. */
  readonly whyNot?: (template: Template) => string | null
  readonly preselected: Template | null
}

/** Which template is chosen, in which language, and what has been filled in. */
export const createTemplateChoice = (
  { people, preselected, templates, whyNot, windowOpen }: TemplateChoiceOptions,
) => {
  const entries = createMemo(() => entriesOf(templates()))
  const [chosen, setChosen] = createSignal<string | null>(preselected && entryKey(preselected))
  const [language, setLanguage] = createSignal<string | null>(preselected?.language ?? null)
  /** Typed by hand, by key of the variable: stays when another template with the same names is chosen. */
  const [typed, setTyped] = createSignal<Readonly<Record<string, string>>>({})
  /** Of a media header: one file, and the last one that was chosen. */
  const uploads = createUploads(() => "whatsapp")
  const file = () => uploads.files().at(-1)?.upload ?? null
  let named: { readonly content: string; readonly id: ReturnType<typeof newMessageId> } | null = null

  const reasonFor = whyNot ?? ((template: Template) => whyNotSendable(template, windowOpen()))
  const sendable = (entry: TemplateEntry) => entry.variants.some((template) => reasonFor(template) === null)
  const entry = () => entries().find(({ key }) => key === chosen()) ?? entries().find(sendable) ?? null
  /** The language in which one begins. */
  const firstOf = ({ variants }: TemplateEntry) =>
    variants.find((one) => reasonFor(one) === null && one.language.startsWith("en")) ??
      variants.find((one) => reasonFor(one) === null) ?? variants[0] ?? null
  const template = createMemo(() => {
    const present = entry()
    return present &&
      (present.variants.find((one) => one.language === language()) ?? firstOf(present))
  })
  const prefilled = createMemo(() => {
    const present = template()
    return present ? prefillTemplate(present, people()) : {}
  })
  const values = createMemo((): Readonly<Record<string, string>> => ({
    ...Object.fromEntries(Object.entries(prefilled()).map(([key, { value }]) => [key, value])),
    ...typed(),
  }))
  const filled = createMemo(() => {
    const present = template()
    return present ? fillTemplate(present, values(), file()) : null
  })
  return {
    entries,
    entry,
    firstOf,
    template,
    reasonFor,
    sendable,
    choose: (key: string) => {
      const same = key === entry()?.key
      setChosen(key)
      if (same) return
      setLanguage(null)
      setTyped({})
    },
    setLanguage,
    uploads,
    file,
    values,
    prefilled,
    isTyped: (key: string) => Object.hasOwn(typed(), key),
    type: (key: string, value: string) => setTyped((before) => ({ ...before, [key]: value })),
    variables: createMemo(
      () => {
        const present = template()
        return present ? templateVariables(present) : []
        // The field that one types in stays, whatever the clock or the server says meanwhile.
      },
      [],
      { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
    ),
    problems: () => {
      const result = filled()
      return result && Result.isFailure(result) ? result.failure : []
    },
    ready: () => {
      const present = template()
      const result = filled()
      return present !== null && reasonFor(present) === null && result !== null && Result.isSuccess(result)
    },
    preview: createMemo(() => {
      const present = template()
      return present ? previewTemplate(present, values()) : null
    }),
    /** Repeating the same message repeats its id, so that a lost answer does not send it twice (SEND-6). */
    messageId: () => {
      const content = JSON.stringify([template()?.id, values(), file()?.id])
      if (named?.content !== content) named = { content, id: newMessageId() }
      return named.id
    },
  }
}

export type TemplateChoice = ReturnType<typeof createTemplateChoice>
