import type { UploadSpec } from "../upload/createRowUpload.ts"

/** What a file of contacts is made of (CONTACT-2). */
export const contactUpload: UploadSpec = {
  kind: "contacts",
  first: "phones",
  columns: [
    { name: "name", label: "Full name", optional: false, heading: /name|contact/i },
    { name: "phones", label: "Mobile", optional: false, heading: /phone|mobile|number|cell|tel/i },
    { name: "email", label: "Email", optional: true, heading: /e-?mail/i },
    { name: "language", label: "Language", optional: true, heading: /lang|locale/i },
  ],
  hint:
    "Columns for name, mobile number with country code, email, and language such as en or pt-BR. Up to 50,000 rows or 10 MB, UTF-8, with comma or semicolon.",
}
