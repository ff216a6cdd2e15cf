import type { DeliveryErrorClass } from "../sending/DeliveryError.ts"

/** What WhatsApp could not do and SMS may: it is not there, or may not be used for want of a consent. */
export const goesBySms = (kind: DeliveryErrorClass | null): boolean =>
  kind === "number" || kind === "no_consent"
