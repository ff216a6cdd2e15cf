/** What a time zone is called for both halves of the year: `Pacific Time`; empty where it has no name. */
export const zoneName = (id: string, at: number): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: id, timeZoneName: "longGeneric" })
    .formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? ""
