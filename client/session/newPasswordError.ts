import { passwordLengthMax, passwordLengthMin } from "../../domain/user/Password.ts"

export const newPasswordHint =
  `At least ${passwordLengthMin} characters. Three or four words are easy to remember.`

/** What is wrong with a password that is to be set; null where nothing is. */
export const newPasswordError = (password: string): string | null => {
  const missing = passwordLengthMin - password.length
  if (password === "") return "Choose a password."
  if (missing > 0) return missing === 1 ? "1 character is missing." : `${missing} characters are missing.`
  return password.length > passwordLengthMax ? `${passwordLengthMax} characters are the most.` : null
}
