/** The address of the Campaigns page, of a new campaign, or of one by its id. */
export const campaignsPath = (open: string | null = null): string =>
  open === null ? "/campaigns" : `/campaigns/${open}`

/** Which campaign an address shows, empty for the list; null when it is another page's. */
export const parseCampaignsPath = (path: string): string | null => {
  const [page, which = ""] = path.split("/").filter((part) => part !== "")
  return page === "campaigns" ? which : null
}
