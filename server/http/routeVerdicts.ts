import { randomUUID } from "node:crypto"
import { mediaPath } from "../../domain/media/Upload.ts"
import { TranscriptId, transcriptPath } from "../../domain/transcript/TranscriptRequest.ts"
import { authPath } from "../session/SignIn.ts"
import type { Caller } from "../../test/Caller.ts"
import type { Things } from "../../test/Things.ts"

export interface RouteVerdict {
  /** Where the route has a star or a parameter, what is asked for there. */
  readonly path: (things: Things) => string
  readonly body?: (things: Things) => unknown
  /** The desk's own page sends it, where it is not said. */
  readonly origin?: string
  /** A stream that goes on: its first piece is looked at. */
  readonly endless?: true
  readonly answers: Readonly<Record<Caller, number>>
}

const toAll = (status: number): RouteVerdict["answers"] => ({
  admin: status,
  member: status,
  colleague: status,
  unlicensed: status,
  foreigner: status,
  stranger: status,
})

/** Without a key, or with one of a user without licence, nothing of the API answers. */
const byKey = (answers: Omit<RouteVerdict["answers"], "unlicensed" | "stranger">) => ({
  ...answers,
  unlicensed: 401,
  stranger: 401,
})
const whoSees = (status: number) => byKey({ admin: status, member: status, colleague: 404, foreigner: 404 })

const fixed = (path: string, status: number): RouteVerdict => ({ path: () => path, answers: toAll(status) })
/** A page of somebody else's may not do it in a browser that is signed in. */
const ownPagesOnly = (path: string): RouteVerdict => ({
  path: () => path,
  body: () => ({ email: "ann@acme.test", password: "none" }),
  origin: "https://elsewhere.example",
  answers: toAll(403),
})
const thread = ({ conversation }: Things) => `/api/v1/conversations/${conversation}`

/**
 * Every route, and what status each kind of caller is answered: `access.test.ts` asks them all and fails when one is missing
 * here. A method that a path does not have is answered 405 to all; that needs no verdict.
 */
export const routeVerdicts: Readonly<Record<string, RouteVerdict>> = {
  "GET /healthz": fixed("/healthz", 200),
  "GET /readyz": fixed("/readyz", 200),
  "GET /metrics": fixed("/metrics", 200),
  "GET /openapi.json": fixed("/openapi.json", 200),
  "GET /docs": fixed("/docs", 200),
  "GET /*": fixed("/assets/none.js", 404),
  "* /api/*": fixed("/api/none", 404),
  "* /webhooks/*": fixed("/webhooks/none", 404),
  // What may come in there is for each provider's signature to say.
  "* /webhooks/:kind/:accountId": fixed("/webhooks/twilio/acme-sim", 404),
  "* /webhooks/:kind/:accountId/:endpoint": fixed("/webhooks/twilio/acme-sim/messages", 404),
  // Nobody signs like the desk: `SampleBot.test.ts`.
  "POST /simulator/bot": { path: () => "/simulator/bot", body: () => ({}), answers: toAll(403) },
  "GET /rpc": ownPagesOnly("/rpc"),
  // The message has no files: whoever may see it is told the same as who may not.
  "GET /media/:conversationId/:messageId/:position": {
    path: ({ conversation, message }) => mediaPath(conversation, message, 0),
    answers: { ...toAll(404), unlicensed: 401, stranger: 401 },
  },
  // It is its maker's alone: to everybody else it does not exist.
  "GET /transcripts/:id": {
    path: () => transcriptPath(TranscriptId.make(randomUUID())),
    answers: { ...toAll(404), unlicensed: 401, stranger: 401 },
  },
  // The link itself is the key: `MediaRoutes.test.ts`.
  "GET /media/public/*": fixed("/media/public/none", 404),
  "GET /media/mail/*": fixed("/media/mail/none", 404),
  "POST /media": ownPagesOnly("/media?name=a.txt"),
  "POST /api/v1/media": {
    path: () => "/api/v1/media?name=a.txt",
    body: () => "some text",
    answers: byKey({ admin: 201, member: 201, colleague: 201, foreigner: 201 }),
  },
  [`POST ${authPath}/sign-in/email`]: ownPagesOnly(`${authPath}/sign-in/email`),
  [`POST ${authPath}/sign-out`]: ownPagesOnly(`${authPath}/sign-out`),
  // Null without a session; who has one but no licence hears why it is of no use.
  [`GET ${authPath}/get-session`]: {
    path: () => `${authPath}/get-session`,
    answers: { ...toAll(200), unlicensed: 403 },
  },
  [`POST ${authPath}/request-password-reset`]: ownPagesOnly(`${authPath}/request-password-reset`),
  [`POST ${authPath}/reset-password`]: ownPagesOnly(`${authPath}/reset-password`),
  [`POST ${authPath}/invitation`]: ownPagesOnly(`${authPath}/invitation`),
  [`POST ${authPath}/accept-invitation`]: ownPagesOnly(`${authPath}/accept-invitation`),
  [`* ${authPath}/*`]: fixed(`${authPath}/none`, 404),
  "GET /api/v1/sync": {
    path: () => "/api/v1/sync",
    endless: true,
    answers: byKey({ admin: 200, member: 200, colleague: 200, foreigner: 200 }),
  },
  "GET /api/v1/conversations": {
    path: ({ memberEmail }) => `/api/v1/conversations?view=team:${memberEmail}`,
    answers: byKey({ admin: 200, member: 403, colleague: 403, foreigner: 404 }),
  },
  "POST /api/v1/conversations": {
    path: () => "/api/v1/conversations",
    body: ({ phone, sender }) => ({
      senderId: sender,
      to: phone,
      name: "Not their name",
      message: { id: randomUUID(), text: "hi" },
    }),
    answers: byKey({ admin: 201, member: 201, colleague: 403, foreigner: 403 }),
  },
  "GET /api/v1/conversations/:id": { path: thread, answers: whoSees(200) },
  "GET /api/v1/conversations/:id/items": {
    path: (things) => `${thread(things)}/items`,
    answers: whoSees(200),
  },
  "POST /api/v1/conversations/:id/messages": {
    path: (things) => `${thread(things)}/messages`,
    body: () => ({ id: randomUUID(), text: "hi" }),
    answers: whoSees(202),
  },
  "POST /api/v1/conversations/:id/messages/:messageId/again": {
    path: (things) => `${thread(things)}/messages/${things.message}/again`,
    body: () => ({ id: randomUUID() }),
    answers: whoSees(409),
  },
  "POST /api/v1/conversations/:id/messages/:messageId/sent": {
    path: (things) => `${thread(things)}/messages/${things.message}/sent`,
    answers: whoSees(200),
  },
  "DELETE /api/v1/conversations/:id/messages/:messageId": {
    path: (things) => `${thread(things)}/messages/${things.message}`,
    answers: whoSees(409),
  },
  "POST /api/v1/conversations/:id/assign": {
    path: (things) => `${thread(things)}/assign`,
    body: () => ({ to: "stan@acme.test" }),
    answers: { ...whoSees(200), member: 403 },
  },
  // The Sender ID has no bot.
  "POST /api/v1/conversations/:id/bot": {
    path: (things) => `${thread(things)}/bot`,
    answers: whoSees(409),
  },
  "DELETE /api/v1/conversations/:id/bot": {
    path: (things) => `${thread(things)}/bot`,
    answers: whoSees(200),
  },
  // For bots alone: `server/bots/bots.test.ts`.
  "POST /api/v1/conversations/:id/handover": {
    path: (things) => `${thread(things)}/handover`,
    body: () => ({}),
    answers: whoSees(403),
  },
  "POST /api/v1/conversations/:id/no-answer": {
    path: (things) => `${thread(things)}/no-answer`,
    body: () => ({ seq: 1 }),
    answers: whoSees(403),
  },
  "POST /api/v1/conversations/:id/read": {
    path: (things) => `${thread(things)}/read`,
    body: () => ({ seq: 1 }),
    answers: whoSees(200),
  },
  "POST /api/v1/conversations/:id/unread": {
    path: (things) => `${thread(things)}/unread`,
    answers: whoSees(200),
  },
  "POST /api/v1/conversations/:id/done": {
    path: (things) => `${thread(things)}/done`,
    answers: whoSees(200),
  },
  "POST /api/v1/conversations/:id/snooze": {
    path: (things) => `${thread(things)}/snooze`,
    body: () => ({}),
    answers: whoSees(200),
  },
  "POST /api/v1/conversations/:id/reopen": {
    path: (things) => `${thread(things)}/reopen`,
    answers: whoSees(200),
  },
  // The owner alone, which the admin is not.
  "POST /api/v1/conversations/:id/pin": {
    path: (things) => `${thread(things)}/pin`,
    answers: { ...whoSees(200), admin: 403 },
  },
  "DELETE /api/v1/conversations/:id/pin": {
    path: (things) => `${thread(things)}/pin`,
    answers: { ...whoSees(200), admin: 403 },
  },
}
