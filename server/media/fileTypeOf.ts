import { Effect } from "effect"
import { fileTypeFromBuffer } from "file-type"

/** Names that other libraries and phones have for the same. */
const sameAs: Readonly<Record<string, string>> = {
  "audio/x-m4a": "audio/mp4",
  "audio/vnd.wave": "audio/wav",
  "image/apng": "image/png",
  "video/x-m4v": "video/mp4",
}

/** Office's files of before 2007 are told apart by their name alone. */
const oldOffice: Readonly<Record<string, string>> = {
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
}

const textTypes: Readonly<Record<string, string>> = { csv: "text/csv", vcf: "text/vcard" }

const endingOf = (name: string): string => /\.([^.]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ""

const isText = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return !bytes.includes(0)
  } catch {
    return false
  }
}

const textTypeOf = (bytes: Uint8Array, name: string): string => {
  if (/^\uFEFF?BEGIN:VCARD/i.test(new TextDecoder().decode(bytes.subarray(0, 32)))) return "text/vcard"
  const type = textTypes[endingOf(name)]
  return type === undefined || type === "text/vcard" ? "text/plain" : type
}

/**
 * The content type of a file by its bytes (MEDIA-1): its name decides only between text and text, and between the old
 * formats of Office, which look the same inside. What nobody knows is `application/octet-stream`.
 */
export const fileTypeOf = (bytes: Uint8Array, name: string): Effect.Effect<string> =>
  Effect.promise(() => fileTypeFromBuffer(bytes).catch(() => undefined)).pipe(
    Effect.map((found) => {
      const type = found?.mime.split(";")[0]?.trim()
      if (type === "application/x-cfb") return oldOffice[endingOf(name)] ?? "application/octet-stream"
      if (type !== undefined) return sameAs[type] ?? type
      return isText(bytes) ? textTypeOf(bytes, name) : "application/octet-stream"
    }),
  )
