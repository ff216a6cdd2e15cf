import { Result } from "effect"
import { createMemo, createSignal } from "solid-js"
import {
  type KeywordAnswers,
  keywordIntents,
  keywordProblems,
  type Keywords,
  keywordTable,
  noAnswers,
} from "../../../domain/consent/Keywords.ts"
import type { KeywordIntent } from "../../../domain/consent/KeywordIntent.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { useToast } from "../../ui/Toaster.tsx"
import { useUnsaved } from "../UnsavedContext.ts"

/** A language as it is written: its words as one text, with commas between. */
export interface LanguageDraft {
  readonly language: string
  readonly words: Readonly<Record<KeywordIntent, string>>
  readonly answers: Readonly<Record<KeywordIntent, string>>
}

interface Draft {
  readonly answers: Readonly<Record<KeywordIntent, string>>
  readonly languages: ReadonlyArray<LanguageDraft>
}

const textsOf = ({ help, start, stop }: KeywordAnswers) => ({
  help: help ?? "",
  start: start ?? "",
  stop: stop ?? "",
})
const orNull = (text: string): string | null => text.trim() === "" ? null : text.trim()
const answersOf = ({ help, start, stop }: Readonly<Record<KeywordIntent, string>>): KeywordAnswers => ({
  stop: orNull(stop),
  start: orNull(start),
  help: orNull(help),
})
const wordsIn = (text: string): ReadonlyArray<string> =>
  text.split(/[,;\n]/).map((word) => word.trim()).filter((word) => word !== "")

const draftOf = ({ answers, sets }: Keywords): Draft => ({
  answers: textsOf(answers),
  languages: sets.map((set) => ({
    language: set.language,
    words: { stop: set.stop.join(", "), start: set.start.join(", "), help: set.help.join(", ") },
    answers: textsOf(set.answers),
  })),
})

const keywordsOf = ({ answers, languages }: Draft): Keywords => ({
  answers: answersOf(answers),
  sets: languages.map(({ answers, language, words }) => ({
    language: language.trim(),
    stop: wordsIn(words.stop),
    start: wordsIn(words.start),
    help: wordsIn(words.help),
    answers: answersOf(answers),
  })),
})

/** The keywords as they are being changed; saved by compare and set. */
export const createKeywordsForm = (initial: Keywords) => {
  const desk = useDesk()
  const toast = useToast()
  const [seen, setSeen] = createSignal(initial)
  const [draft, setDraft] = createSignal(draftOf(initial))
  const [saving, setSaving] = createSignal(false)
  const [refused, setRefused] = createSignal<string | null>(null)
  const next = createMemo(() => keywordsOf(draft()))

  const problem = (): string | null => {
    if (next().sets.some(({ language }) => language === "")) return "Give each language a name."
    const long = next().sets.flatMap((set) => keywordIntents.flatMap((intent) => set[intent]))
      .find((word) => word.length > 40)
    if (long !== undefined) return `“${long}” is longer than 40 characters.`
    return keywordProblems(next())[0] ?? refused()
  }
  const changes = () =>
    JSON.stringify(next()) === JSON.stringify(keywordsOf(draftOf(seen())))
      ? []
      : ["You changed the keywords."]
  const change = (edit: (before: Draft) => Draft) => {
    setRefused(null)
    setDraft(edit)
  }
  const save = async () => {
    if (saving() || problem() !== null) return
    setSaving(true)
    const wanted = next()
    const answer = await desk.link.ask((client) => client["Keywords.save"]({ seen: seen(), next: wanted }))
    setSaving(false)
    if (Result.isFailure(answer)) return void setRefused(problemText(answer.failure))
    setSeen(wanted)
    setDraft(draftOf(wanted))
    toast({ title: "Keywords saved" })
  }
  useUnsaved({
    changes,
    saveLabel: "Save keywords",
    saving,
    problem,
    save: () => void save(),
    discard: () => {
      setRefused(null)
      setDraft(draftOf(seen()))
    },
  })
  return {
    draft,
    /** As they would count once saved: for the test box. */
    table: createMemo(() => keywordTable(next(), desk.directory().workspace.name)),
    setAnswer: (intent: KeywordIntent, text: string) =>
      change((before) => ({ ...before, answers: { ...before.answers, [intent]: text } })),
    setLanguage: (index: number, edit: (before: LanguageDraft) => LanguageDraft) =>
      change((before) => ({
        ...before,
        languages: before.languages.map((one, at) => at === index ? edit(one) : one),
      })),
    addLanguage: () =>
      change((before) => ({
        ...before,
        languages: [...before.languages, {
          language: "",
          words: textsOf(noAnswers),
          answers: textsOf(noAnswers),
        }],
      })),
    removeLanguage: (index: number) =>
      change((before) => ({ ...before, languages: before.languages.filter((_, at) => at !== index) })),
  }
}

export type KeywordsFormState = ReturnType<typeof createKeywordsForm>
