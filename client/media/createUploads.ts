import { type Accessor, createSignal, onCleanup } from "solid-js"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { FilesLimit } from "../../domain/media/FilesLimit.ts"
import { mediaProblem, mediaSizeMax, sizeText } from "../../domain/media/mediaProblem.ts"
import type { Upload } from "../../domain/media/Upload.ts"

/** A file in the composer: on its way to the desk, there, or refused. */
export interface Attachment {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly size: number
  /** Its picture, for those that are pictures. */
  readonly preview: string | null
  /** From 0 to 1. */
  readonly progress: number
  readonly upload: Upload | null
  /** Why it cannot go, and what to do. */
  readonly problem: string | null
}

export interface Uploads {
  readonly files: Accessor<ReadonlyArray<Attachment>>
  readonly add: (files: Iterable<File>) => void
  readonly remove: (id: string) => void
  /** Takes all of them out, sent. */
  readonly take: () => ReadonlyArray<Upload>
  readonly busy: Accessor<boolean>
  /** Why they cannot go together on this channel; null when they can. */
  readonly problem: Accessor<string | null>
}

const problemIn = (text: string): string => {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === "object" && parsed !== null && "detail" in parsed ? String(parsed.detail) : ""
  } catch {
    return ""
  }
}

const uploadIn = (text: string): Upload => JSON.parse(text)

/** As they go: WhatsApp takes one file in a message, MMS all of them. */
export const groupsOf = <File>(
  channel: Channel,
  files: ReadonlyArray<File>,
): ReadonlyArray<ReadonlyArray<File>> =>
  channel === "whatsapp" ? files.map((file) => [file]) : files.length === 0 ? [] : [files]

/** The files of one message that is being written: each is brought to the desk at once, and goes with the message. */
export const createUploads = (
  channel: Accessor<Channel>,
  limit?: Accessor<FilesLimit | undefined>,
): Uploads => {
  const [files, setFiles] = createSignal<ReadonlyArray<Attachment>>([])
  const requests = new Map<string, XMLHttpRequest>()
  const change = (id: string, changes: Partial<Attachment>) =>
    setFiles((all) => all.map((file) => file.id === id ? { ...file, ...changes } : file))

  const forget = (file: Attachment) => {
    requests.get(file.id)?.abort()
    requests.delete(file.id)
    if (file.preview !== null) URL.revokeObjectURL(file.preview)
  }

  /** By XMLHttpRequest, since fetch does not tell how far a body has come. */
  const bring = (id: string, file: File) => {
    const request = new XMLHttpRequest()
    requests.set(id, request)
    request.open("POST", `/media?name=${encodeURIComponent(file.name)}`)
    request.upload.onprogress = ({ loaded, total }) =>
      change(id, { progress: total === 0 ? 0 : loaded / total })
    request.onerror = () =>
      change(id, { problem: "The file did not get through. Remove it and add it again." })
    request.onload = () => {
      requests.delete(id)
      if (request.status === 201) {
        const upload = uploadIn(request.responseText)
        change(id, { upload, type: upload.type, size: upload.size, progress: 1 })
      } else {
        change(id, { problem: problemIn(request.responseText) || "The file was not taken. Add it again." })
      }
    }
    request.send(file)
  }

  const add = (added: Iterable<File>) => {
    for (const file of added) {
      const id = crypto.randomUUID()
      const large = file.size > mediaSizeMax
      const preview = file.type.startsWith("image/") && !large ? URL.createObjectURL(file) : null
      setFiles((all) => [...all, {
        id,
        name: file.name,
        type: file.type,
        size: file.size,
        preview,
        progress: 0,
        upload: null,
        problem: large ? `The file is larger than ${sizeText(mediaSizeMax)}. Send a link instead.` : null,
      }])
      if (!large) bring(id, file)
    }
  }

  onCleanup(() => files().forEach(forget))
  return {
    files,
    add,
    remove: (id) => {
      files().filter((file) => file.id === id).forEach(forget)
      setFiles((all) => all.filter((file) => file.id !== id))
    },
    take: () => {
      const taken = files().flatMap(({ upload }) => upload ?? [])
      files().forEach(forget)
      setFiles([])
      return taken
    },
    busy: () => files().some(({ problem, upload }) => upload === null && problem === null),
    problem: () =>
      files().find(({ problem }) => problem !== null)?.problem ??
        groupsOf(channel(), files()).map((group) => mediaProblem(channel(), group, limit?.()))
          .find((problem) => problem !== null) ??
        null,
  }
}
