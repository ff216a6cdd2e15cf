import type { AskError } from "../rpc/DeskLink.ts"

/** Why the server did not do it, and what to do, in plain words. */
export const problemText = (error: AskError): string => {
  switch (error._tag) {
    case "Refusal":
      return error.message
    case "Unavailable":
      return "The server took too long to answer. Try again in a moment."
    case "Offline":
      return "The connection was lost. Your changes are still here."
    case "NotSignedIn":
      return "Your session ended. Sign in to go on."
  }
}
