import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Refusal } from "../conversation/Refusal.ts"
import { MailId, MailSummary, MailView } from "../mail/Mail.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const mailsPageMax = 100

const error = Schema.Union([Refusal, Unavailable])

export const MailPage = Schema.Struct({
  mails: Schema.Array(MailSummary),
  /** Null on the last page. */
  cursor: Schema.NullOr(Schema.String),
  /** Whether mails go to a mail server, or are only kept here. */
  delivered: Schema.Boolean,
})
export type MailPage = typeof MailPage.Type

/** What the desk wrote by e-mail: for admins. */
export class MailRpcs extends RpcGroup.make(
  /** The newest first. */
  Rpc.make("Mail.list", {
    payload: {
      limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: mailsPageMax })),
      cursor: Schema.NullOr(Schema.String.check(Schema.isMaxLength(100))),
    },
    success: MailPage,
    error,
  }),
  Rpc.make("Mail.get", { payload: { id: MailId }, success: MailView, error }),
).middleware(Authentication) {}
