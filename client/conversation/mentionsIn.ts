import type { User } from "../../domain/user/User.ts"

/** A name that a note mentions, from `start` up to before `end`, in UTF-16 code units. */
export interface Mention<Named> {
  readonly user: Named
  readonly start: number
  readonly end: number
}

const isPartOfWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character)

/**
 * Who is mentioned in a text: `@` and the whole name, whatever its case, in order and without overlaps. Of two names that
 * begin alike the longer one is meant; two users of one name are both meant.
 */
export const mentionsIn = <Named extends Pick<User, "name">>(
  text: string,
  users: ReadonlyArray<Named>,
): ReadonlyArray<Mention<Named>> => {
  const lower = text.toLowerCase()
  const found: Array<Mention<Named>> = []
  for (let at = lower.indexOf("@"); at >= 0; at = lower.indexOf("@", at + 1)) {
    if (isPartOfWord(text[at - 1])) continue
    const fits = users.filter(({ name }) =>
      lower.startsWith(name.toLowerCase(), at + 1) && !isPartOfWord(text[at + 1 + name.length])
    )
    const longest = Math.max(0, ...fits.map(({ name }) => name.length))
    for (const user of fits) {
      if (user.name.length === longest) found.push({ user, start: at, end: at + 1 + longest })
    }
  }
  return found
}

/** What stands after the `@` that is being typed before a place of the text; null when none is. */
export const mentionBefore = (text: string, caret: number): string | null => {
  const typed = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}'’. -]{0,40})$/u.exec(text.slice(0, caret))
  return typed?.[1] ?? null
}
