import type { RegisteredState } from "../sending/SendPolicy.ts"
import type { TemplateStatus } from "./Template.ts"

const gone: ReadonlySet<TemplateStatus> = new Set(["deleted", "vanished"])

/** What a registered template's status means for sending it: only an approved one goes (TMPL-3). */
export const registeredStateOf = (status: TemplateStatus): RegisteredState => {
  if (status === "approved" || status === "paused") return status
  return gone.has(status) ? "gone" : "unapproved"
}
