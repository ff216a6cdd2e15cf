import { Schema } from "effect"
import type { KeywordIntent } from "./KeywordIntent.ts"

const wordLengthMax = 40
const wordsMax = 30
const setsMax = 20
/** Two SMS segments of plain text: an answer is one message, and paid for. */
const answerLengthMax = 320

// Around a word: spaces, punctuation with what Unicode calls symbols among ASCII's, invisible marks that phones put in.
const noise = /[\s\p{P}\p{Cf}$+<=>^`|~]/u

/** The text without what stands around it. Looked through once from each end, so in time linear to the text. */
const bare = (text: string): string => {
  const characters = [...text]
  const isNoise = (character: string | undefined) => character !== undefined && noise.test(character)
  let from = 0
  while (from < characters.length && isNoise(characters[from])) from++
  let to = characters.length
  while (to > from && isNoise(characters[to - 1])) to--
  return to - from > wordLengthMax * 2 ? "" : characters.slice(from, to).join("")
}

/**
 * The form in which keywords are compared: without what stands around them, in one case, without accents of Latin and
 * Greek letters, since many people type none. Empty for what is too long to be a keyword.
 */
export const keywordForm = (text: string): string =>
  bare(text).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toUpperCase().replace(
    /\s+/g,
    " ",
  )

const Word = Schema.String.check(
  Schema.isMaxLength(wordLengthMax),
  Schema.makeFilter((word: string) => keywordForm(word) !== "" || "expected a word"),
)
const Words = Schema.Array(Word).check(Schema.isMaxLength(wordsMax))
const Answer = Schema.NullOr(
  Schema.String.check(Schema.isMaxLength(answerLengthMax), Schema.isPattern(/\S/)),
)

/** What is answered to each intent; null: the desk's own words. */
export const KeywordAnswers = Schema.Struct({ stop: Answer, start: Answer, help: Answer })
export type KeywordAnswers = typeof KeywordAnswers.Type

/** The words of one language beside the ones that always count, and what is answered to them in that language. */
export const KeywordSet = Schema.Struct({
  language: Schema.String.check(Schema.isMaxLength(40), Schema.isPattern(/\S/)),
  stop: Words,
  start: Words,
  help: Words,
  answers: KeywordAnswers,
})
export type KeywordSet = typeof KeywordSet.Type

/** A workspace's keywords. `answers` are to the words that always count. */
export const Keywords = Schema.Struct({
  answers: KeywordAnswers,
  sets: Schema.Array(KeywordSet).check(Schema.isMaxLength(setsMax)),
})
export type Keywords = typeof Keywords.Type

export const noAnswers: KeywordAnswers = { stop: null, start: null, help: null }
export const ownKeywords: Keywords = { answers: noAnswers, sets: [] }

/** The words that always count, as carriers know them (OPT-2). None of them can be taken away. */
export const standardWords: Readonly<Record<KeywordIntent, ReadonlyArray<string>>> = {
  stop: ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"],
  start: ["START", "UNSTOP", "YES"],
  help: ["HELP", "INFO"],
}

/** What is answered where the workspace has no words of its own. Each says who answers, as carriers ask for. */
export const standardAnswers = (workspace: string): Readonly<Record<KeywordIntent, string>> => ({
  stop: `${workspace}: You have opted out and will get no more messages. Reply START to opt in again.`,
  start: `${workspace}: You have opted in again. Reply HELP for help, STOP to opt out.`,
  help: `${workspace}: Reply here and a person will answer you. Reply STOP to opt out.`,
})

/** A keyword as it was found: what it asks for, and the answer to it. */
export interface Keyword {
  readonly word: string
  readonly intent: KeywordIntent
  readonly answer: string
  /** The language it was set up for; null for the ones that always count. */
  readonly language: string | null
}

/** All keywords of a workspace by the form in which they are compared. */
export type KeywordTable = ReadonlyMap<string, Keyword>

export const keywordIntents: ReadonlyArray<KeywordIntent> = ["stop", "start", "help"]

/** The words that always count win over a workspace's own, and earlier sets over later ones. */
export const keywordTable = ({ answers, sets }: Keywords, workspace: string): KeywordTable => {
  const table = new Map<string, Keyword>()
  const standard = standardAnswers(workspace)
  const add = (
    intent: KeywordIntent,
    words: ReadonlyArray<string>,
    answer: string,
    language: string | null,
  ) => {
    for (const text of words) {
      const word = keywordForm(text)
      if (!table.has(word)) table.set(word, { word, intent, answer, language })
    }
  }
  for (const intent of keywordIntents) {
    add(intent, standardWords[intent], answers[intent] ?? standard[intent], null)
  }
  for (const set of sets) {
    for (const intent of keywordIntents) {
      add(
        intent,
        set[intent],
        set.answers[intent] ?? answers[intent] ?? standard[intent],
        set.language,
      )
    }
  }
  return table
}

/** The keyword that a customer's whole message is; null for an ordinary message. */
export const keywordIn = (text: string, table: KeywordTable): Keyword | null =>
  table.get(keywordForm(text)) ?? null

/** What is wrong with a workspace's keywords, in plain words: one that would count for two things, or an answer that is one. */
export const keywordProblems = ({ answers, sets }: Keywords): ReadonlyArray<string> => {
  const taken = new Map<string, KeywordIntent>()
  for (const intent of keywordIntents) {
    for (const word of standardWords[intent]) taken.set(word, intent)
  }
  const problems: Array<string> = []
  for (const set of sets) {
    for (const intent of keywordIntents) {
      for (const text of set[intent]) {
        const before = taken.get(keywordForm(text))
        if (before !== undefined && before !== intent) {
          problems.push(`${text.trim()} would count for two things: ${before} and ${intent}.`)
        }
        taken.set(keywordForm(text), intent)
      }
    }
  }
  for (const { help, start, stop } of [answers, ...sets.map((set) => set.answers)]) {
    for (const answer of [stop, start, help]) {
      if (answer !== null && taken.has(keywordForm(answer))) {
        problems.push(
          `The answer “${answer.trim()}” is a keyword itself. Two desks would answer each other for ever.`,
        )
      }
    }
  }
  return problems
}
