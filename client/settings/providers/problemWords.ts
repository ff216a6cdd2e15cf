import type { AccountProblem } from "../../../domain/account/AccountProblem.ts"
import { formatAddress } from "../../../domain/contact/PhoneNumber.ts"

type Problem = Pick<AccountProblem, "kind" | "subject" | "account">

/** A problem of an account in a word or two. */
export const problemLabel = ({ kind }: Problem): string => {
  switch (kind) {
    case "refused":
      return "Refused"
    case "restricted":
      return "Restricted"
    case "silent":
      return "Silent"
    case "disabled":
      return "Switched off"
  }
}

/** What is wrong and what an admin can do about it (HOOK-6). */
export const problemForAdmins = (problem: Problem): { readonly title: string; readonly advice: string } => {
  const { account, kind, subject } = problem
  switch (kind) {
    case "refused":
      return {
        title: `The provider refuses ${account}.`,
        advice: "Nothing is sent by it. Test the connection, and enter its credentials again.",
      }
    case "restricted":
      return {
        title: subject === ""
          ? `The provider restricts ${account}.`
          : `The provider restricts ${formatAddress(subject)} of ${account}.`,
        advice: "Look in its console why, and write to fewer people until it is lifted.",
      }
    case "silent":
      return {
        title: `Nothing comes from ${account} any more.`,
        advice: "Messages of customers may be missing. Check the webhook addresses at the provider.",
      }
    case "disabled":
      return {
        title: `${account} is switched off.`,
        advice: "Nothing is sent by it. What customers write still arrives.",
      }
  }
}

/** What an agent notices of it, by the Sender IDs that they use. */
export const problemForAgents = ({ kind }: Problem, senders: string): string => {
  switch (kind) {
    case "refused":
      return `Messages from ${senders} are not sent at the moment. An admin has to check the account.`
    case "restricted":
      return `${senders} is restricted at the moment. Some messages may not be sent. An admin can say more.`
    case "silent":
    case "disabled":
      return `Messages from ${senders} are not sent: an admin switched the account off.`
  }
}
