import type { FilesLimit } from "./FilesLimit.ts"
import type { Channel } from "../sender/Sender.ts"
import { mediaCountMax } from "./Upload.ts"

const kilobyte = 1024
const megabyte = 1024 * kilobyte

/** The largest file of any channel: a WhatsApp document (provider-facts, 4). In bytes. */
export const mediaSizeMax = 100 * megabyte
export type MediaClass = "image" | "video" | "audio" | "document"

/** What a file is called by people, by its content type. */
export const mediaClassOf = (type: string): MediaClass => {
  if (type.startsWith("image/")) return "image"
  if (type.startsWith("video/")) return "video"
  return type.startsWith("audio/") ? "audio" : "document"
}

const office = "application/vnd.openxmlformats-officedocument"
const documents = [
  "application/pdf",
  "application/msword",
  "application/vnd.ms-excel",
  "application/vnd.ms-powerpoint",
  `${office}.wordprocessingml.document`,
  `${office}.spreadsheetml.sheet`,
  `${office}.presentationml.presentation`,
  "text/plain",
  "text/csv",
  "text/vcard",
  "text/x-vcard",
]

/** WhatsApp's types with their largest sizes in bytes (provider-facts, 4). */
const whatsApp: ReadonlyMap<string, number> = new Map<string, number>([
  ...["image/jpeg", "image/png"].map((type) => [type, 5 * megabyte] as const),
  ...["video/mp4", "video/3gpp"].map((type) => [type, 16 * megabyte] as const),
  ...["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/ogg"]
    .map((type) => [type, 16 * megabyte] as const),
  ...documents.map((type) => [type, mediaSizeMax] as const),
])

/** MMS through Twilio: pictures that it adapts to the phone may be large, everything else is small (provider-facts, 4). */
const mmsInAll = 5 * megabyte
const mmsAdapted = new Set(["image/jpeg", "image/png", "image/gif"])
const mmsOtherMax = 500 * kilobyte
const mmsOther = new Set([
  "image/webp",
  "image/bmp",
  "image/tiff",
  "audio/mpeg",
  "audio/mp4",
  "audio/ogg",
  "audio/amr",
  "audio/3gpp",
  "audio/wav",
  "video/mp4",
  "video/mpeg",
  "video/quicktime",
  "video/webm",
  "video/3gpp",
  "application/pdf",
  "text/vcard",
  "text/x-vcard",
  "text/csv",
  "text/plain",
])

/** A size as people read it: 1.2 MB. */
export const sizeText = (bytes: number): string =>
  bytes < megabyte
    ? `${Math.max(1, Math.round(bytes / kilobyte))} KB`
    : `${(Math.ceil(bytes / megabyte * 10) / 10).toFixed(1).replace(/\.0$/, "")} MB`

export interface MediaFile {
  readonly name: string | null
  /** By its content, not by its name. */
  readonly type: string
  /** In bytes. */
  readonly size: number
}

const endingOf = ({ name, type }: MediaFile): string =>
  /\.[^.\s]{1,10}$/.exec(name ?? "")?.[0].toLowerCase() ?? type

const classNames: Record<MediaClass, string> = {
  image: "picture",
  video: "video",
  audio: "sound file",
  document: "file",
}

const tooBig = (file: MediaFile, channelName: string, max: number): string =>
  `The ${classNames[mediaClassOf(file.type)]} is ${sizeText(file.size)}. ${channelName} accepts up to ${
    sizeText(max)
  }.`

const whatsAppProblem = (files: ReadonlyArray<MediaFile>): string | null => {
  if (files.length > 1) return "WhatsApp carries one file in a message. Send them one by one."
  for (const file of files) {
    const max = whatsApp.get(file.type)
    if (max === undefined) {
      return `WhatsApp cannot carry ${endingOf(file)} files. Send a PDF, a JPEG or a link.`
    }
    if (file.size > max) return tooBig(file, "WhatsApp", max)
  }
  return null
}

const mmsProblem = (
  files: ReadonlyArray<MediaFile>,
  { each = Infinity, inAll: inAllMax = Infinity }: FilesLimit,
): string | null => {
  if (files.length > mediaCountMax) {
    return `SMS carries up to ${mediaCountMax} files in a message. Take some out.`
  }
  for (const file of files) {
    if (file.size > each) return tooBig(file, "This Sender ID", each)
    if (mmsAdapted.has(file.type)) continue
    if (!mmsOther.has(file.type)) return `SMS cannot carry ${endingOf(file)} files. Send a PDF or a link.`
    if (file.size > mmsOtherMax) return tooBig(file, "SMS", mmsOtherMax)
  }
  const inAll = files.reduce((sum, file) => sum + file.size, 0)
  if (inAll <= Math.min(mmsInAll, inAllMax)) return null
  const they = files.length === 1 ? "This file is" : "These files are"
  const [who, max] = inAllMax < mmsInAll ? ["This Sender ID", inAllMax] as const : ["SMS", mmsInAll] as const
  return `${they} ${sizeText(inAll)}. ${who} accepts up to ${sizeText(max)} in all.`
}

/**
 * Why these files cannot go as one message on a channel, and what to do; null when they can (MEDIA-1). The composer and the
 * server both ask here. `limit`: what the Sender ID's provider takes, where that is less.
 */
export const mediaProblem = (
  channel: Channel,
  files: ReadonlyArray<MediaFile>,
  limit: FilesLimit = {},
): string | null => {
  if (files.some(({ size }) => size === 0)) return "The file is empty. Choose another one."
  return channel === "whatsapp" ? whatsAppProblem(files) : mmsProblem(files, limit)
}
