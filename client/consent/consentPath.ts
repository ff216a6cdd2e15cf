import type { RowUploadId } from "../../domain/upload/RowUpload.ts"

export type ConsentTab = "register" | "uploads" | "opt-outs"

export const consentTabs: ReadonlyArray<ConsentTab> = ["register", "uploads", "opt-outs"]

/** The address of the Consent page, on one of its tabs. */
export const consentPath = (tab: ConsentTab = "register"): string =>
  tab === "register" ? "/consent" : `/consent/${tab}`

/** Which tab of the Consent page an address shows; null when it is another page's. */
export const parseConsentPath = (path: string): ConsentTab | null => {
  const [page, tab] = path.split("/").filter((part) => part !== "")
  return page === "consent" ? consentTabs.find((one) => one === tab) ?? "register" : null
}

/** Where what became of one upload is shown. */
export const consentUploadPath = (id: RowUploadId): string => `${consentPath("uploads")}?upload=${id}`
