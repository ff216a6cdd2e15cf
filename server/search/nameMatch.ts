import type { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"

/** How `conversation_names` under the name `n` is searched. */
export interface NameMatch {
  readonly clause: Statement.Fragment
  /** Whether the index of trigrams can find it: shorter parts are in too many names. */
  readonly indexed: boolean
}

const digitsMin = 2
const indexedPart = /[\p{L}\p{N}]{3}/u

/** A search for `%` finds a per cent sign. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&")

/**
 * SEARCH-1: part of a name, without regard to case and accents, or of a number in any format. Null where nothing is
 * searched for.
 */
export const nameMatch = (sql: PgClient.PgClient, search: string): NameMatch | null => {
  const text = search.replaceAll("\0", "").trim()
  if (text === "") return null
  const named = sql`n.name LIKE '%' || fold_text(${escapeLike(text)}) || '%'`
  const digits = text.replace(/\D/g, "")
  const isNumber = digits.length >= digitsMin && /^[\d\s()+./-]+$/.test(text)
  return isNumber
    ? {
      clause: sql`(${named} OR n.digits LIKE ${`%${digits}%`})`,
      indexed: digits.length >= 3 && indexedPart.test(text),
    }
    : { clause: named, indexed: indexedPart.test(text) }
}
