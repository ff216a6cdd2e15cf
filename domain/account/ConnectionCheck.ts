import { Schema } from "effect"

/**
 * How a provider answered for an account: `unknown_account` is signed in but names an account that is not there;
 * `wrong_address` means that something answered which is not this provider.
 */
export const ConnectionOutcome = Schema.Literals([
  "connected",
  "refused",
  "suspended",
  "unknown_account",
  "unreachable",
  "timed_out",
  "busy",
  "wrong_address",
])
export type ConnectionOutcome = typeof ConnectionOutcome.Type

export const ConnectionCheck = Schema.Struct({
  outcome: ConnectionOutcome,
  /** What the provider calls the account, or how it stands; empty where it says nothing. */
  detail: Schema.String,
})
export type ConnectionCheck = typeof ConnectionCheck.Type

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
