/** Why a file is not shown, for people; and whether it can be had nevertheless. */
export interface NotShown {
  readonly text: string
  readonly downloads: boolean
}

const unavailable = "The network no longer has this file. Ask the customer to send it again."

const detailIn = (body: unknown): string | null =>
  typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string"
    ? body.detail
    : null

/** Asks the desk why a picture, video or sound did not load: elements are not told. */
export const whyNotShown = async (url: string): Promise<NotShown> => {
  try {
    const answer = await fetch(url, { headers: { range: "bytes=0-0" } })
    if (answer.ok) return { text: "This browser cannot show the file. Download it instead.", downloads: true }
    return { text: detailIn(await answer.json()) ?? unavailable, downloads: false }
  } catch {
    return { text: "The file could not be loaded. Check your connection.", downloads: false }
  }
}
