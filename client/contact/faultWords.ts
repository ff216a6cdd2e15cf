import type { ImportFault } from "../../domain/contact/ImportRow.ts"

/** Why rows are to be fixed, after their number: `3 without a country code`. */
export const faultWords: Readonly<Record<ImportFault, string>> = {
  no_number: "without a number",
  no_country_code: "without a country code",
  not_a_number: "with what is not a phone number",
  many_numbers: "with too many numbers",
  no_name: "without a name",
  long_name: "with too long a name",
  bad_email: "with what is not an email address",
  bad_language: "with what is not a language code",
  two_contacts: "with numbers of two contacts",
  not_visible: "with a number you may not see",
  erased: "of people who were erased",
}
