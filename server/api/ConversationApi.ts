import { Schema, SchemaTransformation } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { HandOverReason } from "../../domain/bot/BotTurn.ts"
import { AsideHow } from "../../domain/conversation/Aside.ts"
import { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { OutgoingText } from "../../domain/conversation/MessageContent.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { mediaCountMax, MediaUploadId } from "../../domain/media/Upload.ts"
import { itemsPageMax } from "../../domain/rpc/ConversationRpcs.ts"
import { inboxPageMax, pinsMax } from "../../domain/rpc/InboxRpcs.ts"
import { TemplateName, TemplateValuesGiven } from "../../domain/rpc/TemplateRpcs.ts"
import { SenderId } from "../../domain/sender/Sender.ts"
import { ApiConversation } from "./ApiConversation.ts"
import { ApiItem } from "./ApiItem.ts"
import { GivenUuid } from "./GivenUuid.ts"
import { refusals } from "./problemOf.ts"
import { GivenTime } from "./Timestamp.ts"

/** Numbers of items are PostgreSQL integers. */
const seqRange = { minimum: 0, maximum: 2_147_483_647 }
const Seq = Schema.Int.check(Schema.isBetween(seqRange))

const ConversationIdParam = GivenUuid(ConversationId)
const MessageIdParam = GivenUuid(MessageId)

const conversation = { id: ConversationIdParam }

const withMedia =
  "With `media`, files go with the text: of each either the `id` that `POST /api/v1/media?name=` gave to its bytes, or a " +
  "`url` from which the desk fetches it, or its `data` in base64, for which the body has room up to some 180 KB. What a file " +
  "is, is told by its bytes. `file_refused` says what the channel does not take. "
const withTemplate =
  "With `template`, its name and values take the place of `text`; values that are left out are filled from " +
  "the contact and the user, and what is still missing is refused, field by field. The file of a media header goes in " +
  "`media`. "

const fileName = { name: Schema.optionalKey(Schema.NullOr(Schema.String.check(Schema.isMaxLength(255)))) }

/** A file to send: one that was put in before, or where to get it. */
export const ApiMedium = Schema.Union([
  Schema.Struct({ id: GivenUuid(MediaUploadId) }),
  Schema.Struct({
    url: Schema.String.check(Schema.isMaxLength(2048), Schema.isPattern(/^https?:\/\/\S+$/)),
    ...fileName,
  }),
  Schema.Struct({ data: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9+/]+={0,2}$/)), ...fileName }),
])
export type ApiMedium = typeof ApiMedium.Type

/** A template by its name and, where it has several, its language; values by the name or number of their variable. */
export const ApiTemplate = Schema.Struct({
  name: TemplateName,
  language: Schema.optionalKey(Schema.NullOr(Schema.String.check(Schema.isMaxLength(16)))),
  values: Schema.optionalKey(TemplateValuesGiven),
})
export type ApiTemplate = typeof ApiTemplate.Type

/** What is to be sent: a text, files with or without one, or a template. */
export const ApiMessage = Schema.Struct({
  id: MessageIdParam,
  text: Schema.optionalKey(OutgoingText),
  template: Schema.optionalKey(Schema.NullOr(ApiTemplate)),
  media: Schema.optionalKey(Schema.NullOr(Schema.Array(ApiMedium).check(Schema.isMaxLength(mediaCountMax)))),
})
export const ApiLaterMessage = Schema.Struct({
  ...ApiMessage.fields,
  at: Schema.optionalKey(Schema.NullOr(GivenTime)).annotate({
    description:
      "when it is to go, at most a year ahead, such as 2026-12-24T09:00:00Z; left out: as soon as it may",
  }),
})

/** Described before it is checked: of a checked schema the check would be described, and not the parameter. */
const text = (description: string) => Schema.String.annotate({ description })

const whole = (description: string, range: { readonly minimum: number; readonly maximum: number }) =>
  Schema.optionalKey(
    text(description).pipe(
      Schema.decodeTo(Schema.Int.check(Schema.isBetween(range)), SchemaTransformation.numberFromString),
    ),
  )

const withoutNul = Schema.makeFilter((given: string) =>
  !given.includes("\0") || "Expected text without NUL characters"
)

const viewPattern = /^(mine|sent|sender:.{1,64}|team:.{1,254})$/
/** Empty, or from the page before: `Inbox.list` makes them. */
const cursorPattern = /^(\d{1,15}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/

const listQuery = {
  view: Schema.optionalKey(
    text("mine (without it), sent, sender:{senderId}, or for admins team:{email}").check(
      Schema.isPattern(viewPattern, { expected: "mine, sent, sender:{senderId} or team:{email}" }),
    ),
  ),
  q: Schema.optionalKey(
    text("part of a name, or of a number in any format; finds also what was put aside").check(
      Schema.isMaxLength(100),
      withoutNul,
    ),
  ),
  unread: Schema.optionalKey(Schema.Literals(["true", "false"])),
  aside: Schema.optionalKey(AsideHow).annotate({
    description: "done or snoozed; without it what is in the inbox, or with q all",
  }),
  pinned: Schema.optionalKey(Schema.Literal("true")).annotate({
    description: "only what the key's user pinned, whether it is in the inbox or put aside",
  }),
  limit: whole(`1 to ${inboxPageMax}; 50 without it`, { minimum: 1, maximum: inboxPageMax }),
  cursor: Schema.optionalKey(
    text("the cursor of the page before").check(
      Schema.isPattern(cursorPattern, { expected: "the cursor of the page before" }),
    ),
  ),
}

/** LIFE-1: what the caller has seen, so that nothing newer goes out of sight unread. */
const seen = {
  seq: Schema.optionalKey(Schema.NullOr(Seq)).annotate({
    description:
      "the newest item that you have seen: where the customer wrote since, nothing is done, and the answer is " +
      "`changed_meanwhile`; left out: whatever was written",
  }),
}

/** Conversations, the same for programs as the RPCs of that name are for desks. */
export class ConversationApi extends HttpApiGroup.make("conversations")
  .add(
    HttpApiEndpoint.get("list", "/conversations", {
      query: listQuery,
      success: Schema.Struct({
        items: Schema.Array(ApiConversation),
        cursor: Schema.NullOr(Schema.String).annotate({ description: "null on the last page" }),
      }),
      error: refusals,
    }).annotate(OpenApi.Summary, "List conversations, latest activity first"),
    HttpApiEndpoint.get("get", "/conversations/:id", {
      params: conversation,
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Get a conversation"),
    HttpApiEndpoint.get("items", "/conversations/:id/items", {
      params: conversation,
      query: {
        after: whole("the seq before the first one wanted; 0 without it", seqRange),
        limit: whole(`1 to ${itemsPageMax}, and so many without it`, { minimum: 1, maximum: itemsPageMax }),
      },
      success: Schema.Struct({ items: Schema.Array(ApiItem) }),
      error: refusals,
    }).annotate(OpenApi.Summary, "List a conversation's items in order of seq"),
    HttpApiEndpoint.post("start", "/conversations", {
      payload: Schema.Struct({
        senderId: SenderId,
        to: text("a mobile number with its country code").check(Schema.isMaxLength(64)),
        name: Schema.optionalKey(
          text("saves an unknown number as a contact").check(Schema.isMaxLength(200), withoutNul),
        ),
        message: ApiMessage,
      }),
      success: ApiConversation.pipe(HttpApiSchema.status(201)),
      error: refusals,
    }).annotateMerge(OpenApi.annotations({
      summary: "Write to a number, known or new",
      description: `Gives the conversation that the number has or now gets. ${withTemplate}${withMedia}`,
    })),
    HttpApiEndpoint.post("send", "/conversations/:id/messages", {
      params: conversation,
      payload: ApiLaterMessage,
      success: ApiItem.pipe(HttpApiSchema.status(202)),
      error: refusals,
    }).annotateMerge(OpenApi.annotations({
      summary: "Send a message",
      description: "You name the message: the same id again sends nothing, and answers with the same item. " +
        "Outside business hours it waits: `dueAt` says until when. " + withTemplate + withMedia,
    })),
    HttpApiEndpoint.post("sendAgain", "/conversations/:id/messages/:messageId/again", {
      params: { ...conversation, messageId: MessageIdParam },
      payload: Schema.Struct({ id: MessageIdParam }),
      success: ApiItem.pipe(HttpApiSchema.status(202)),
      error: refusals,
    }).annotateMerge(OpenApi.annotations({
      summary: "Send again what failed or was never confirmed",
      description: "As a new message with the same content, of which you name the id.",
    })),
    HttpApiEndpoint.post("confirmSent", "/conversations/:id/messages/:messageId/sent", {
      params: { ...conversation, messageId: MessageIdParam },
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Say that an unconfirmed message was sent"),
    HttpApiEndpoint.delete("cancel", "/conversations/:id/messages/:messageId", {
      params: { ...conversation, messageId: MessageIdParam },
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Cancel a message that is still queued"),
    HttpApiEndpoint.post("assign", "/conversations/:id/assign", {
      params: conversation,
      payload: Schema.Struct({ to: Schema.String.check(Schema.isMaxLength(254)) }),
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Assign a conversation to the agent with this e-mail (admins)"),
    HttpApiEndpoint.post("startBot", "/conversations/:id/bot", {
      params: conversation,
      success: ApiConversation,
      error: refusals,
    }).annotateMerge(OpenApi.annotations({
      summary: "Let the Sender ID's bot answer",
      description:
        "The last message of a customer who waits is told to the bot; what came before it can read.",
    })),
    HttpApiEndpoint.delete("endBot", "/conversations/:id/bot", {
      params: conversation,
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Take over from the bot"),
    HttpApiEndpoint.post("handOver", "/conversations/:id/handover", {
      params: conversation,
      payload: Schema.Struct({ reason: Schema.optionalKey(Schema.NullOr(HandOverReason)) }),
      success: HttpApiSchema.NoContent,
      error: refusals,
    }).annotateMerge(OpenApi.annotations({
      summary: "Hand over to people (with a bot's key)",
      description:
        "The conversation becomes as if newly arrived: unread, and with the owner that its Sender ID gives. " +
        "After it, or after an agent took over, the bot is refused with `bot_not_active`.",
    })),
    HttpApiEndpoint.post("needsNoAnswer", "/conversations/:id/no-answer", {
      params: conversation,
      payload: Schema.Struct({
        seq: Seq.annotate({ description: "of the customer's message that the bot was told of" }),
      }),
      success: HttpApiSchema.NoContent,
      error: refusals,
    }).annotateMerge(OpenApi.annotations({
      summary: "Say that a message needs no answer (with a bot's key)",
      description:
        'Such as a "thanks": the customer waits for nothing more, and people do not get the conversation after three ' +
        "minutes. Where the customer wrote since, it changes nothing: of that the bot is told by itself.",
    })),
    HttpApiEndpoint.post("read", "/conversations/:id/read", {
      params: conversation,
      payload: Schema.Struct({ seq: Seq }),
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Mark everything up to a seq as read"),
    HttpApiEndpoint.post("unread", "/conversations/:id/unread", {
      params: conversation,
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Mark a conversation as unread"),
    HttpApiEndpoint.post("done", "/conversations/:id/done", {
      params: conversation,
      // Null where there is no body.
      payload: [Schema.Struct(seen), Schema.Null],
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Mark a conversation as done: out of the inbox until somebody writes"),
    HttpApiEndpoint.post("snooze", "/conversations/:id/snooze", {
      params: conversation,
      payload: Schema.Struct({
        until: Schema.optionalKey(Schema.NullOr(GivenTime)).annotate({
          description: "when it is back by itself, at most a year ahead; left out: with the next message",
        }),
        ...seen,
      }),
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Snooze a conversation: out of the inbox until a time or the next message"),
    HttpApiEndpoint.post("reopen", "/conversations/:id/reopen", {
      params: conversation,
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Bring a conversation back to the inbox"),
    HttpApiEndpoint.post("pin", "/conversations/:id/pin", {
      params: conversation,
      success: ApiConversation,
      error: refusals,
    }).annotateMerge(OpenApi.annotations({
      summary: "Pin a conversation of your own inbox",
      description:
        `At most ${pinsMax}. It ends when the conversation gets another owner. The order of this ` +
        "list stays that of the latest activity; `?pinned=true` gives what is pinned.",
    })),
    HttpApiEndpoint.delete("unpin", "/conversations/:id/pin", {
      params: conversation,
      success: ApiConversation,
      error: refusals,
    }).annotate(OpenApi.Summary, "Unpin a conversation"),
  )
  .annotateMerge(OpenApi.annotations({ title: "Conversations" })) {}
