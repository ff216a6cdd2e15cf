import type { ConnectionCheck } from "./ConnectionCheck.ts"

/** What a connection test found, and what to do about it. */
export const connectionText = ({ detail, outcome }: ConnectionCheck, provider: string): string => {
  switch (outcome) {
    case "connected":
      return detail === "" ? `${provider} accepts these credentials.` : `${provider} answers: ${detail}.`
    case "refused":
      return `${provider} refused these credentials. Copy them again from its console.`
    case "suspended":
      return `${provider} accepts the credentials, but the account is ${detail}. Ask ${provider} why.`
    case "unknown_account":
      return `${provider} does not know this account. Check its id, and that the credentials belong to it.`
    case "unreachable":
      return "Nothing answers at this base URL. Check it, and that this server may reach the internet."
    case "timed_out":
      return `${provider} did not answer within 10 seconds. Try again, or check the base URL.`
    case "busy":
      return `${provider} is too busy to answer. Try again in a minute.`
    case "wrong_address":
      return `What answers at this base URL is not ${provider}. Leave it empty to use ${provider}'s own.`
  }
}
