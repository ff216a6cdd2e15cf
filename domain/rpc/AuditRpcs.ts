import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AuditEntry } from "../audit/AuditEntry.ts"
import { Refusal } from "../conversation/Refusal.ts"
import { UserId } from "../user/User.ts"
import { Authentication } from "./Authentication.ts"
import { Unavailable } from "./Unavailable.ts"

export const auditPageMax = 100

const error = Schema.Union([Refusal, Unavailable])
/** Epoch milliseconds, as far as dates go. */
const moment = Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 8.64e15 })))
const cursor = Schema.NullOr(Schema.String.check(Schema.isPattern(/^\d{1,18}$/)))

export const AuditFilter = Schema.Struct({
  /** Only what this user did; null for everybody. */
  user: Schema.NullOr(UserId),
  /** Only this kind; null for all. */
  action: Schema.NullOr(Schema.String.check(Schema.isMaxLength(64))),
  /** From this moment on, and before that one. */
  from: moment,
  until: moment,
})
export type AuditFilter = typeof AuditFilter.Type

export const AuditPage = Schema.Struct({
  entries: Schema.Array(AuditEntry),
  /** Null on the last page. */
  cursor: Schema.NullOr(Schema.String),
})
export type AuditPage = typeof AuditPage.Type

/** The audit log, for admins (ADMIN-3). */
export class AuditRpcs extends RpcGroup.make(
  /** Newest first, a page after another. */
  Rpc.make("Audit.list", {
    payload: {
      ...AuditFilter.fields,
      limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: auditPageMax })),
      cursor,
    },
    success: AuditPage,
    error,
  }),
  /** A part of a CSV file, newest first; the first has the head line. */
  Rpc.make("Audit.export", {
    payload: { ...AuditFilter.fields, cursor },
    success: Schema.Struct({ csv: Schema.String, cursor: Schema.NullOr(Schema.String) }),
    error,
  }),
).middleware(Authentication) {}
