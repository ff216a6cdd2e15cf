import type { UploadSpec } from "../upload/createRowUpload.ts"

/** What a file of consents is made of (CONSENT-2). */
export const consentUpload: UploadSpec = {
  kind: "consents",
  first: "mobile",
  columns: [
    {
      name: "mobile",
      label: "Mobile",
      optional: false,
      heading: /mobile|phone|number|cell|tel/i,
      look: "code",
    },
    { name: "channel", label: "Channel", optional: false, heading: /channel|kind/i },
    { name: "source", label: "Source", optional: false, heading: /source|how|where|origin/i },
    { name: "date", label: "Date", optional: false, heading: /date|when|time|^at$/i, look: "number" },
    { name: "note", label: "Note", optional: true, heading: /note|proof|comment|reference/i },
  ],
  hint:
    "Columns for mobile, channel, source, date, and note. Up to 100,000 rows or 20 MB, UTF-8, with comma or semicolon.",
}
