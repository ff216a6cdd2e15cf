/** What the settings show: one of their pages, and what is open on it. */
export interface SettingsPlace {
  /** The id of a page; null for the settings themselves: on a phone their list, else the first page. */
  readonly page: string | null
  /** What is open on the page, as a Sender ID's id. */
  readonly open: string | null
}

/** The address of the settings, of one of their pages, or of what is open on it. */
export const settingsPath = (page: string | null = null, open: string | null = null): string =>
  ["/settings", page, open && encodeURIComponent(open)].filter((part) => part !== null).join("/")

/** A part of an address; null where it is malformed. */
const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}

/** What an address of the settings shows; null when it is another page's. */
export const parseSettingsPath = (path: string): SettingsPlace | null => {
  const [name, page, open] = path.split("/").filter((part) => part !== "")
  if (name !== "settings") return null
  return { page: page ?? null, open: open === undefined ? null : decoded(open) }
}
