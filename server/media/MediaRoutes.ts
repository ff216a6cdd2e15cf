import { ByteSize, Effect, Layer, Option, Schema } from "effect"
import {
  type Headers,
  HttpIncomingMessage,
  HttpRouter,
  HttpServerRequest,
  HttpServerResponse,
} from "effect/http"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { mediaClassOf, mediaSizeMax } from "../../domain/media/mediaProblem.ts"
import { botCalling } from "../bots/botCalling.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { dispositionOf } from "../http/dispositionOf.ts"
import { problem } from "../http/problem.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { Sessions } from "../session/Sessions.ts"
import { isOwnOrigin } from "../session/isOwnOrigin.ts"
import { Timeline } from "../conversations/Timeline.ts"
import { MediaFetcher } from "./MediaFetcher.ts"
import { type MediaFileRow, MediaFiles } from "./MediaFiles.ts"
import { type ByteRange, MediaStore } from "./MediaStore.ts"
import { type StoredFile, Thumbnails } from "./Thumbnails.ts"
import { mailedPath, MailedPictureLinks, PublicMediaLinks, publicPath } from "./PublicMediaLinks.ts"

const Place = Schema.Struct({
  conversationId: ConversationId,
  messageId: MessageId,
  position: Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 99 })),
})
const decodePlace = Schema.decodeUnknownOption(Place)

const notFound = problem(404, "not_found", "There is no such file, or you may not see it.")
const gone = problem(410, "gone", "The network no longer has this file. Ask the customer to send it again.")
const refused = problem(410, "refused", "The virus scanner found something in this file. It was not kept.")
const notYet = HttpServerResponse.setHeader(
  problem(503, "not_fetched", "The file is still being fetched. Try again in a minute."),
  "retry-after",
  "30",
)
const notScanned = HttpServerResponse.setHeader(
  problem(503, "not_scanned", "The file could not be checked for viruses yet. Try again in a minute."),
  "retry-after",
  "60",
)
const noThumbnail = problem(
  404,
  "no_thumbnail",
  "There is no small picture of this file. Leave out `size` to get the file itself.",
)
const notRead = problem(503, "unavailable", "The file could not be read. Try again.")
const foreignOrigin = problem(
  403,
  "foreign_origin",
  "This page may not send files to the desk. Open the desk itself.",
)
const tooLarge = problem(413, "too_large", "The file is larger than 100 MB. Send a link instead.")

/** What a browser may show by itself; everything else is only ever saved. */
const shown =
  /^(image\/(jpeg|png|gif|webp|bmp)|video\/(mp4|3gpp|webm|quicktime)|audio\/(mpeg|mp4|ogg|aac|amr|wav|webm)|application\/pdf|text\/plain)$/

/** Nothing in a file of a customer's may run, be framed by others, or be taken for something else (MEDIA-3). */
const safeHeaders = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "private, max-age=86400, immutable",
  "accept-ranges": "bytes",
}

/** One range of bytes; null for the whole, "none" for one that the file does not have. Several are answered with the whole. */
const rangeOf = (header: string | undefined, size: number): ByteRange | "none" | null => {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? []
  if (from === "" && to === "") return null
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1)
  return start > end || start >= size ? "none" : { start, end }
}

/** Whoever follows a link in a mail comes to the conversation, which asks them to sign in. */
const signInFirst = Effect.fnUntraced(function* (message: string) {
  const { headers } = yield* HttpServerRequest.HttpServerRequest
  const place = Option.getOrNull(decodePlace(yield* HttpRouter.params))
  return place !== null && headers["sec-fetch-mode"] === "navigate"
    ? HttpServerResponse.redirect(`/inbox/${place.conversationId}`, { status: 303 })
    : problem(401, "not_signed_in", message)
})

/** Files over HTTP: what a message has for whoever may see it, what providers fetch of us, and what agents put in. */
export const MediaRoutes = Layer.unwrap(Effect.gen(function* () {
  const sessions = yield* Sessions
  const inbox = yield* Inbox
  const timeline = yield* Timeline
  const files = yield* MediaFiles
  const thumbnails = yield* Thumbnails
  const fetcher = yield* MediaFetcher
  const store = yield* MediaStore
  const links = yield* PublicMediaLinks
  const pictures = yield* MailedPictureLinks
  const directory = yield* Directory
  const { publicUrl } = yield* DeskConfig

  const serve = Effect.fnUntraced(function* (
    row: Pick<StoredFile, "key" | "size" | "type">,
    name: string,
    open: boolean,
  ) {
    const { headers, url } = yield* HttpServerRequest.HttpServerRequest
    const { key, size, type } = row
    const range = rangeOf(headers["range"], size)
    const kind = open && shown.test(type) && !/[?&]download\b/.test(url) ? "inline" : "attachment"
    const common = { ...safeHeaders, "content-disposition": dispositionOf(kind, name) }
    const contentType = type.startsWith("text/") ? `${type}; charset=utf-8` : type
    if (range === "none") {
      return HttpServerResponse.empty({
        status: 416,
        headers: { ...common, "content-range": `bytes */${size}` },
      })
    }
    if (range === null) {
      return HttpServerResponse.stream(store.get(key, null), {
        contentType,
        contentLength: size,
        headers: common,
      })
    }
    return HttpServerResponse.stream(store.get(key, range), {
      status: 206,
      contentType,
      contentLength: range.end - range.start + 1,
      headers: { ...common, "content-range": `bytes ${range.start}-${range.end}/${size}` },
    })
  })

  const serveRow = Effect.fnUntraced(
    function* (row: MediaFileRow | undefined, name: string | null, open: boolean) {
      if (!row) return notFound
      const { key, size, state, type, unscanned } = yield* fetcher.fetched(row)
      if (unscanned) return notScanned
      if (state === "gone") return gone
      if (state === "refused") return refused
      if (state === "wanted" || key === null || size === null) return notYet
      const ending = type.split("/")[1]?.replace(/[^a-z0-9]/g, "") ?? "bin"
      const stored = { ...row, key, size, type }
      const { url } = yield* HttpServerRequest.HttpServerRequest
      const shownFile = open && /[?&]size=small\b/.test(url) ? yield* thumbnails.of(stored) : stored
      if (shownFile === null) return noThumbnail
      return yield* serve(shownFile, row.name ?? name ?? `file.${ending}`, open)
    },
  )

  /** A session, the key of a user, or that of a bot (BOT-1). */
  const whoAsks = Effect.fnUntraced(function* (headers: Headers.Headers) {
    const [, key = ""] = /^Bearer (\S+)$/i.exec(headers["authorization"] ?? "") ?? []
    return botCalling(yield* directory.snapshot, key) ?? (yield* sessions.resolve(headers))
  })

  const show = Effect.gen(function* () {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const viewer = yield* whoAsks(headers)
    const place = Option.getOrNull(decodePlace(yield* HttpRouter.params))
    if (place === null) return notFound
    const { conversationId, messageId, position } = place
    yield* inbox.row(viewer, conversationId)
    // What was erased has no files any more, whatever is still stored (CONTACT-6).
    const item = yield* timeline.message(viewer.workspaceId, conversationId, messageId)
    const described = item._tag === "Message" ? item.media[position] : undefined
    if (!described) return notFound
    const rows = yield* files.filesOf(conversationId, messageId)
    return yield* serveRow(rows.find((row) => row.position === position), described.name, true)
  }).pipe(Effect.catchTags({
    NotSignedIn: ({ message }) => signInFirst(message),
    Refusal: () => Effect.succeed(notFound),
    Unavailable: () => Effect.succeed(notRead),
  }))

  const showPublic = Effect.gen(function* () {
    const { url } = yield* HttpServerRequest.HttpServerRequest
    const token = url.split("?", 1).join("").slice(publicPath.length)
    const place = Option.getOrNull(decodePlace(yield* links.placeOf(token)))
    if (place === null) return notFound
    const rows = yield* files.filesOf(place.conversationId, place.messageId)
    return yield* serveRow(
      rows.find((row) => row.position === place.position && row.accountId === null),
      null,
      false,
    )
  }).pipe(Effect.catchTag("Unavailable", () => Effect.succeed(notRead)))

  /** A picture for a mail program, which fetches it through a server of its own: until it was erased (CONTACT-6). */
  const showMailed = Effect.gen(function* () {
    const { url } = yield* HttpServerRequest.HttpServerRequest
    const token = url.split("?", 1).join("").slice(mailedPath.length)
    const place = Option.getOrNull(decodePlace(yield* pictures.placeOf(token)))
    if (place === null) return notFound
    const rows = yield* files.filesOf(place.conversationId, place.messageId)
    const row = rows.find(({ position }) => position === place.position)
    if (!row || mediaClassOf(row.type) !== "image") return notFound
    const item = yield* timeline.message(row.workspaceId, place.conversationId, place.messageId)
    const described = item._tag === "Message" ? item.media[place.position] : undefined
    if (!described) return notFound
    return HttpServerResponse.setHeader(
      yield* serveRow(row, described.name, true),
      "cross-origin-resource-policy",
      "cross-origin",
    )
  }).pipe(Effect.catchTags({
    Refusal: () => Effect.succeed(notFound),
    Unavailable: () => Effect.succeed(notRead),
  }))

  /** From the desk itself; programs put files in by the API. */
  const takeIn = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { headers, url } = request
    // A page of somebody else's cannot send a key; cookies the browser sends by itself.
    if (headers["authorization"] === undefined && !isOwnOrigin(headers, publicUrl)) return foreignOrigin
    const viewer = yield* sessions.resolve(headers)
    if (Number(headers["content-length"] ?? 0) > mediaSizeMax) return tooLarge
    const bytes = yield* request.arrayBuffer.pipe(
      Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(mediaSizeMax)),
    )
    const name = new URLSearchParams(url.split("?")[1] ?? "").get("name") ?? "file"
    const upload = yield* files.upload(viewer, name, new Uint8Array(bytes))
    return HttpServerResponse.jsonUnsafe(upload, { status: 201 })
  }).pipe(Effect.catchTags({
    NotSignedIn: ({ message }) => Effect.succeed(problem(401, "not_signed_in", message)),
    HttpServerError: () => Effect.succeed(tooLarge),
    Refusal: ({ code, message }) => Effect.succeed(problem(422, code, message)),
    Unavailable: ({ message }) => Effect.succeed(problem(503, "unavailable", message)),
  }))

  return HttpRouter.addAll([
    HttpRouter.route("GET", "/media/:conversationId/:messageId/:position", show),
    HttpRouter.route("GET", `${publicPath}*`, showPublic),
    HttpRouter.route("GET", `${mailedPath}*`, showMailed),
    HttpRouter.route("POST", "/media", takeIn),
  ])
})).pipe(Layer.provide([PublicMediaLinks.layer, MailedPictureLinks.layer]))
