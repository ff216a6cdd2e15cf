/** One emoji: what it is called, by which words it is found, and the names between colons. */
export interface Emoji {
  readonly unicode: string
  readonly label: string
  readonly tags: ReadonlyArray<string>
  readonly names: ReadonlyArray<string>
  readonly group: number
}

/** What the groups of Unicode are called on the screen, in its order; components are parts of others and no group. */
export const emojiGroups: ReadonlyArray<{ readonly group: number; readonly title: string }> = [
  { group: 0, title: "Smileys and emotion" },
  { group: 1, title: "People and body" },
  { group: 3, title: "Animals and nature" },
  { group: 4, title: "Food and drink" },
  { group: 5, title: "Travel and places" },
  { group: 6, title: "Activities" },
  { group: 7, title: "Objects" },
  { group: 8, title: "Symbols" },
  { group: 9, title: "Flags" },
]

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

/** How well one typed word fits an emoji, lower is better; null when it does not. */
const wordRank = ({ label, names, tags }: Emoji, word: string): number | null => {
  const title = plain(label)
  if (names.includes(word) || title === word) return 0
  if (title.startsWith(word) || names.some((name) => name.startsWith(word))) return 1
  if (title.split(/[\s:,’'-]+/).some((part) => part.startsWith(word))) return 2
  if (tags.some((tag) => tag === word)) return 3
  if (tags.some((tag) => plain(tag).startsWith(word))) return 4
  return names.some((name) => name.split("_").some((part) => part.startsWith(word))) ? 5 : null
}

/** Those that every typed word fits, best first, else in Unicode's order; at most `max`. */
export const findEmoji = (all: ReadonlyArray<Emoji>, typed: string, max: number): ReadonlyArray<Emoji> => {
  const words = plain(typed).split(/[\s:]+/).filter((word) => word !== "")
  if (words.length === 0) return []
  return all.flatMap((emoji, place) => {
    const ranks = words.map((word) => wordRank(emoji, word))
    if (ranks.includes(null)) return []
    return [{ emoji, place, rank: ranks.reduce<number>((sum, rank) => sum + (rank ?? 0), 0) }]
  }).sort((a, b) => a.rank - b.rank || a.place - b.place).slice(0, max).map(({ emoji }) => emoji)
}
