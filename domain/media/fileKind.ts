import { type MediaClass, mediaClassOf } from "./mediaProblem.ts"

const classWords: Record<MediaClass, string> = {
  image: "Photo",
  video: "Video",
  audio: "Sound",
  document: "File",
}

/** The few letters by which people know a kind of file: PDF, DOCX, MP4. */
export const fileLetters = (name: string | null, type: string): string => {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name ?? "")?.[1]
  return (ending ?? type.split("/")[1]?.split(/[.+-]/).at(-1) ?? "file").slice(0, 5).toUpperCase()
}

/** What a file is, for lists: "PDF", "Video". */
export const fileKind = (name: string | null, type: string): string => {
  const kind = mediaClassOf(type)
  return kind === "document" ? fileLetters(name, type) : classWords[kind]
}
