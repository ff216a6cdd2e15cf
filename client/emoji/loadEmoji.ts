import type { Emoji } from "./Emoji.ts"

/** The data weighs more than the whole inbox: it is loaded when somebody looks for an emoji, once. */
let loaded: Promise<ReadonlyArray<Emoji>> | undefined

/** What is an emoji by itself needs no mark that makes it one: each costs a place in an SMS. */
const withoutSelector = (unicode: string): string => unicode.replace(/(\p{Emoji_Presentation})\ufe0f/gu, "$1")

const read = async (): Promise<ReadonlyArray<Emoji>> => {
  const [{ default: data }, { default: names }] = await Promise.all([
    import("emojibase-data/en/compact.json"),
    import("emojibase-data/en/shortcodes/github.json"),
  ])
  const codes = new Map(Object.entries(names))
  return data.flatMap(({ group, hexcode, label, tags, unicode }) => {
    // Regional letters and skin tones are only parts of emoji.
    if (group === undefined || group === 2) return []
    const found = codes.get(hexcode) ?? []
    return [{
      unicode: withoutSelector(unicode),
      label,
      tags: tags ?? [],
      names: typeof found === "string" ? [found] : found,
      group,
    }]
  })
}

/** Every emoji, in Unicode's order. After a failure the next call tries again. */
export const loadEmoji = (): Promise<ReadonlyArray<Emoji>> => {
  loaded ??= read().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}
