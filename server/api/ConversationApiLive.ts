import { Clock, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { AsideHow } from "../../domain/conversation/Aside.ts"
import { textContent } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import { InboxView, unreadIn } from "../../domain/inbox/InboxView.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { itemsPageMax } from "../../domain/rpc/ConversationRpcs.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import type { UserId } from "../../domain/user/User.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { mediaSizeMax } from "../../domain/media/mediaProblem.ts"
import { mediaPath } from "../../domain/media/Upload.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { labelFactsOf } from "../labels/labelFactsOf.ts"
import { download } from "../media/download.ts"
import { inlineUploadIdOf } from "../media/inlineUploadIdOf.ts"
import { makeMediaHandlers } from "../media/makeMediaHandlers.ts"
import { MediaFiles } from "../media/MediaFiles.ts"
import { makeBotHandlers } from "../bots/makeBotHandlers.ts"
import { Directory, type DirectorySnapshot } from "../directory/Directory.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { makeConversationHandlers } from "../rpc/ConversationHandlers.ts"
import { makeTemplateHandlers } from "../templates/makeTemplateHandlers.ts"
import { type ApiConversation, apiConversationOf } from "./ApiConversation.ts"
import { apiItemOf } from "./ApiItem.ts"
import { InvalidRequest } from "./ApiProblems.ts"
import type { ApiLaterMessage, ApiMedium, ApiTemplate } from "./ConversationApi.ts"
import { DeskApi } from "./DeskApi.ts"
import { orProblem } from "./problemOf.ts"

const listedWithout = 50
const mine = InboxView.make({ _tag: "Mine" })

const onlyAdmins = new Refusal({ code: "not_allowed", message: "Only admins can open another user's inbox." })
const noSuchUser = new Refusal({ code: "not_found", message: "Nobody in this workspace has this e-mail." })

const emailsIn = ({ users }: DirectorySnapshot) => (id: UserId): string | null => users.get(id)?.email ?? null

/** The user of the caller's own workspace who has an e-mail. */
const userAt = Effect.fnUntraced(function* (email: string) {
  const { workspaceId } = yield* CurrentUser
  const { users } = yield* Directory.use((directory) => directory.snapshot)
  const wanted = email.trim().toLowerCase()
  const found = [...users.values()].find((user) =>
    user.workspaceId === workspaceId && user.email.toLowerCase() === wanted
  )
  return found ? found.id : yield* noSuchUser
})

const viewOf = Effect.fnUntraced(function* (view: string) {
  const [name, rest = ""] = view.split(/:(.*)/s)
  if (name === "sent") return InboxView.make({ _tag: "Sent" })
  if (name === "sender") return InboxView.make({ _tag: "Sender", senderId: SenderId.make(rest) })
  if (name !== "team") return mine
  const { user } = yield* CurrentUser
  // Before the e-mail is looked up: who may not look must not learn who is there.
  if (user.role !== "admin") return yield* onlyAdmins
  return InboxView.make({ _tag: "Team", userId: yield* userAt(rest) })
})

const showRow = Effect.fnUntraced(function* (row: InboxRow, view: InboxView = mine) {
  const snapshot = yield* Directory.use((directory) => directory.snapshot)
  const { workspaceId } = yield* CurrentUser
  const labelNames = labelFactsOf(snapshot, workspaceId)
  const now = yield* Clock.currentTimeMillis
  return apiConversationOf(row, unreadIn(view, row), emailsIn(snapshot), labelNames, now)
})

const invalid = (path: string, message: string) =>
  new InvalidRequest({ detail: `${path}: ${message}`, errors: [{ path, message }] })

const requestOf = ({ language, name, values }: ApiTemplate) => ({
  template: { name, language: language ?? null },
  values: values ?? {},
})

/** What a message says: a text, files with or without one, or a template. */
const wordsOf = Effect.fnUntraced(function* (message: Partial<typeof ApiLaterMessage.Type>, place: string) {
  const { media, template, text } = message
  const files = media ?? []
  if (template && text !== undefined) return yield* invalid(`${place}text`, "expected none beside a template")
  if (template && files.length > 1) {
    return yield* invalid(`${place}media`, "expected at most one beside a template, for its header")
  }
  if (template) return { _tag: "Template" as const, request: requestOf(template), header: files[0] ?? null }
  if (files.length > 0) return { _tag: "Files" as const, files, text: text ?? "" }
  if (text !== undefined) return { _tag: "Text" as const, text }
  return yield* invalid(`${place}text`, "expected a text to send")
})

/** What a key's user can do with conversations: by the same handlers, thus the same authorisation, as a desk's. */
export const ConversationApiLive = HttpApiBuilder.group(
  DeskApi,
  "conversations",
  Effect.fnUntraced(function* (handlers) {
    const conversation = yield* makeConversationHandlers
    const bots = yield* makeBotHandlers
    const template = yield* makeTemplateHandlers
    const media = yield* makeMediaHandlers
    const files = yield* MediaFiles
    const { publicUrl } = yield* DeskConfig
    const inbox = yield* Inbox
    const directory = yield* Directory
    const show = <E, R>(row: Effect.Effect<InboxRow, E, R>) => Effect.flatMap(row, (found) => showRow(found))
    const showItem = (id: ConversationId) => (item: Parameters<typeof apiItemOf>[0]) =>
      Effect.map(directory.snapshot, (snapshot) =>
        apiItemOf(
          item,
          emailsIn(snapshot),
          (messageId, position) => publicUrl + mediaPath(id, messageId, position),
        ))

    const uploadOf = Effect.fnUntraced(function* (messageId: MessageId, file: ApiMedium, position: number) {
      if ("id" in file) return file.id
      const viewer = yield* CurrentUser
      const id = inlineUploadIdOf(viewer, messageId, position, file)
      if (yield* files.uploaded(viewer, id)) return id
      const bytes = "data" in file
        ? new Uint8Array(Buffer.from(file.data, "base64"))
        : (yield* download(file.url, { headers: {}, trustedHost: null, bytesMax: mediaSizeMax }).pipe(
          Effect.mapError(({ message }) =>
            new Refusal({ code: "file_refused", message: `${file.url} could not be fetched: ${message}.` })
          ),
        )).bytes
      const named = "url" in file ? new URL(file.url).pathname.split("/").at(-1) : undefined
      yield* files.upload(viewer, file.name ?? named ?? "file", bytes, id)
      return id
    })
    const headerOf = (messageId: MessageId, given: ApiMedium | null) =>
      given === null ? Effect.succeed(null) : uploadOf(messageId, given, 0)
    const uploadsOf = (messageId: MessageId, given: ReadonlyArray<ApiMedium>) =>
      Effect.forEach(given, (file, position) => uploadOf(messageId, file, position))

    const list = Effect.fnUntraced(function* (query: {
      readonly view?: string
      readonly q?: string
      readonly unread?: "true" | "false"
      readonly aside?: AsideHow
      readonly pinned?: "true"
      readonly limit?: number
      readonly cursor?: string
    }) {
      const view = yield* viewOf(query.view ?? "mine")
      const page = yield* inbox.list(yield* CurrentUser, {
        view,
        search: query.q ?? "",
        unreadOnly: query.unread === "true",
        channel: null,
        ...(query.aside === undefined ? {} : { aside: query.aside }),
        ...(query.pinned === undefined ? {} : { pinned: true }),
        limit: query.limit ?? listedWithout,
        cursor: query.cursor || null,
      })
      const items: ReadonlyArray<ApiConversation> = yield* Effect.forEach(
        page.rows,
        (row) => showRow(row, view),
      )
      return { items, cursor: page.cursor }
    }, orProblem)

    return handlers.handleAll({
      list: ({ query }) => list(query),
      get: ({ params }) => orProblem(show(conversation.get(params.id))),
      items: Effect.fnUntraced(function* ({ params, query }) {
        const { after = 0, limit = itemsPageMax } = query
        const { bot } = yield* CurrentUser
        const page = yield* conversation.items(params.id, { after, before: null, limit })
        // Notes are the team's alone.
        const items = bot ? page.filter((item) => item._tag !== "Note") : page
        return { items: yield* Effect.forEach(items, showItem(params.id)) }
      }, orProblem),
      start: Effect.fnUntraced(function* ({ payload }) {
        const { message, name = null, senderId, to } = payload
        const words = yield* wordsOf(message, "message.")
        const wanted = { senderId, to, name, messageId: message.id }
        return yield* orProblem(show(
          words._tag === "Files"
            ? Effect.flatMap(
              uploadsOf(message.id, words.files),
              (uploads) => media.start({ ...wanted, request: { uploads, text: words.text } }),
            )
            : words._tag === "Text"
            ? conversation.start({ ...wanted, content: textContent(words.text) })
            : Effect.flatMap(
              headerOf(message.id, words.header),
              (upload) => template.start({ ...wanted, request: { ...words.request, upload } }),
            ),
        ))
      }),
      send: Effect.fnUntraced(function* ({ params, payload }) {
        const words = yield* wordsOf(payload, "")
        const at = payload.at ?? undefined
        // Nothing is fetched for a message that is there already, or may not be written.
        const { sent } = (payload.media?.length ?? 0) > 0
          ? yield* orProblem(conversation.writtenTo(params.id, payload.id))
          : { sent: null }
        if (sent) return yield* showItem(params.id)(sent)
        const item = yield* orProblem(
          words._tag === "Files"
            ? Effect.flatMap(
              uploadsOf(payload.id, words.files),
              (uploads) => media.send(params.id, payload.id, { uploads, text: words.text }, at),
            )
            : words._tag === "Text"
            ? conversation.send(params.id, payload.id, textContent(words.text), at)
            : Effect.flatMap(
              headerOf(payload.id, words.header),
              (upload) => template.send(params.id, payload.id, { ...words.request, upload }, at),
            ),
        )
        return yield* showItem(params.id)(item)
      }),
      sendAgain: Effect.fnUntraced(function* ({ params, payload }) {
        const item = yield* orProblem(conversation.sendAgain(params.id, params.messageId, payload.id))
        return yield* showItem(params.id)(item)
      }),
      confirmSent: ({ params }) => orProblem(show(conversation.confirmSent(params.id, params.messageId))),
      cancel: ({ params }) => orProblem(show(conversation.cancel(params.id, params.messageId))),
      assign: ({ params, payload }) =>
        orProblem(show(Effect.flatMap(userAt(payload.to), (to) => conversation.assign(params.id, to)))),
      startBot: ({ params }) => orProblem(show(bots.start(params.id))),
      endBot: ({ params }) => orProblem(show(bots.end(params.id))),
      handOver: ({ params, payload }) => orProblem(bots.handOver(params.id, payload.reason ?? null)),
      needsNoAnswer: ({ params, payload }) => orProblem(bots.needsNoAnswer(params.id, payload.seq)),
      read: ({ params, payload }) =>
        CurrentUser.use(({ user }) =>
          orProblem(show(conversation.markRead(params.id, payload.seq, user.id)))
        ),
      unread: ({ params }) =>
        CurrentUser.use(({ user }) => orProblem(show(conversation.markUnread(params.id, user.id)))),
      done: ({ params, payload }) =>
        orProblem(show(conversation.putAside(params.id, { how: "done" }, payload?.seq ?? null))),
      snooze: ({ params, payload }) =>
        orProblem(show(
          conversation.putAside(
            params.id,
            { how: "snoozed", until: payload.until ?? null },
            payload.seq ?? null,
          ),
        )),
      reopen: ({ params }) => orProblem(show(conversation.bringBack(params.id))),
      pin: ({ params }) => orProblem(show(conversation.pin(params.id, true))),
      unpin: ({ params }) => orProblem(show(conversation.pin(params.id, false))),
    })
  }),
)
