import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import type { MailContent } from "../mail/composeMail.ts"
import { AssignmentMails, type MailedNotice } from "./AssignmentMails.ts"
import { type MailedMessage, MessageMails } from "./MessageMails.ts"

/** What a mail of the database points to; all of it null where its words are stored with it. */
export type MailPointer = {
  readonly [Key in keyof (MailedMessage & MailedNotice)]: (MailedMessage & MailedNotice)[Key] | null
}

/** A mail that was put together when it was to be sent or looked at. */
export interface ToldMail extends MailContent {
  /** Whether its reader has still to be told, and wants to be. */
  readonly wanted: boolean
  /** Mails of one thread are shown together by mail programs. */
  readonly thread: string | undefined
}

/** The words of mails that only point to what they tell of: nothing erased or taken back is left in one. */
export class ToldMails extends Context.Service<ToldMails, {
  /** Undefined of a mail that points to nothing; null where what it points to is no more. */
  readonly compose: (pointer: MailPointer) => Effect.Effect<ToldMail | null | undefined, SqlError.SqlError>
}>()("desk/server/notifications/ToldMails") {
  static readonly layer = Layer.effect(
    ToldMails,
    Effect.gen(function* () {
      const messages = yield* MessageMails
      const assignments = yield* AssignmentMails
      return ToldMails.of({
        compose: ({ conversationId, messageSeq, noticeId, userId }) => {
          if (userId === null) return Effect.succeed(undefined)
          if (noticeId !== null) return assignments.compose({ userId, noticeId })
          return conversationId === null || messageSeq === null
            ? Effect.succeed(undefined)
            : messages.compose({ userId, conversationId, messageSeq })
        },
      })
    }),
  ).pipe(Layer.provide([MessageMails.layer, AssignmentMails.layer]))
}
