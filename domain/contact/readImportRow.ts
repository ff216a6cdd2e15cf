import { type Address, canonicalAddress } from "./Address.ts"
import { contactEmailLengthMax, contactNameLengthMax, contactPhonesMax, emailPattern } from "./Contact.ts"
import type { ImportRow } from "./ContactImport.ts"
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

/** What a row says, its numbers by their canonical form; or why it cannot be imported and what to do, in plain words. */
export const readImportRow = (
  row: ImportRow,
): ReadRow | { readonly line: number; readonly reason: string } => {
  const { line } = row
  const name = row.name.trim()
  const email = row.email.trim()
  const typed = row.phones.split(/[;,|/\n]/).map((part) => part.trim()).filter((part) => part !== "")
  if (name.length > contactNameLengthMax) {
    return { line, reason: `The name is longer than ${contactNameLengthMax} characters.` }
  }
  if (typed.length === 0) return { line, reason: "The number is empty." }
  if (email !== "" && (!emailPattern.test(email) || email.length > contactEmailLengthMax)) {
    return { line, reason: `“${email}” is not an email address.` }
  }
  const language = row.language?.trim() ?? ""
  const reason = language === "" ? null : languageProblem(language)
  if (reason !== null) return { line, reason }
  const phones = new Map<string, Address>()
  for (const text of typed) {
    const number = parseTypedNumber(text)
    if (number === null) {
      return {
        line,
        reason: text.startsWith("+")
          ? `“${text}” is not a phone number.`
          : `“${text}” has no country code. Write it like +1 415-555-0136.`,
      }
    }
    phones.set(canonicalAddress(number), number)
  }
  if (phones.size > contactPhonesMax) return { line, reason: `More than ${contactPhonesMax} numbers.` }
  return { line, name, phones, email: email === "" ? null : email, language: languageTag(language) }
}
