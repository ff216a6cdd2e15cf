import type { DeliveryErrorClass } from "../sending/DeliveryError.ts"

/** What helps where messages failed: `again`: to send them again, for it may pass. `people`: to look at the people. */
export type FailureHelp = "again" | "people" | "none"

/** May be sent again together with others: it did not arrive, and may the next time. */
export const mayPass = (kind: DeliveryErrorClass | null): boolean =>
  failureHelp(kind) === "again" && kind !== "unconfirmed"

/** By the kind of the failure; null: one that was counted before kinds were. */
export const failureHelp = (kind: DeliveryErrorClass | null): FailureHelp => {
  switch (kind) {
    case "opted_out":
      return "none"
    case "number":
    case "no_consent":
      return "people"
    default:
      return "again"
  }
}
