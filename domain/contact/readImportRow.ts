import { type Address, canonicalAddress } from "./Address.ts"
import { contactEmailLengthMax, contactNameLengthMax, contactPhonesMax, emailPattern } from "./Contact.ts"
import type { ImportFault, ImportRow } from "./ImportRow.ts"
import { languageProblem, languageTag } from "../language/languageTag.ts"
import { parseTypedNumber } from "./PhoneNumber.ts"

/** A row that can be imported; an empty name, e-mail or language leaves what there is. */
export interface ReadRow {
  readonly line: number
  readonly name: string
  readonly phones: ReadonlyMap<string, Address>
  readonly email: string | null
  readonly language: string | null
}

export interface UnreadableRow {
  readonly line: number
  readonly fault: ImportFault
  readonly reason: string
}

/** What a row says, its numbers by their canonical form; or why it cannot be imported and what to do, in plain words. */
export const readImportRow = (row: ImportRow): ReadRow | UnreadableRow => {
  const { line } = row
  const name = row.name.trim()
  const email = row.email.trim()
  const typed = row.phones.split(/[;,|/\n]/).map((part) => part.trim()).filter((part) => part !== "")
  const unreadable = (fault: ImportFault, reason: string): UnreadableRow => ({ line, fault, reason })
  if (name.length > contactNameLengthMax) {
    return unreadable("long_name", `The name is longer than ${contactNameLengthMax} characters.`)
  }
  if (typed.length === 0) return unreadable("no_number", "The number is empty.")
  if (email !== "" && (!emailPattern.test(email) || email.length > contactEmailLengthMax)) {
    return unreadable("bad_email", `“${email}” is not an email address.`)
  }
  const language = row.language.trim()
  const badLanguage = language === "" ? null : languageProblem(language)
  if (badLanguage !== null) return unreadable("bad_language", badLanguage)
  const phones = new Map<string, Address>()
  for (const text of typed) {
    const number = parseTypedNumber(text)
    if (number === null) {
      return text.startsWith("+")
        ? unreadable("not_a_number", `“${text}” is not a phone number.`)
        : unreadable("no_country_code", `“${text}” has no country code. Write it like +1 415-555-0136.`)
    }
    phones.set(canonicalAddress(number), number)
  }
  if (phones.size > contactPhonesMax) {
    return unreadable("many_numbers", `More than ${contactPhonesMax} numbers.`)
  }
  return { line, name, phones, email: email === "" ? null : email, language: languageTag(language) }
}
