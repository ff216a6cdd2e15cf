import { PgClient } from "@effect/sql-pg"
import { hashPassword } from "better-auth/crypto"
import { Context, Effect, Layer } from "effect"
import { SqlError, type Statement } from "effect/sql"
import type { AuditAction } from "../../domain/audit/auditActionText.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { Role, UserId } from "../../domain/user/User.ts"
import type { Invitation, InvitationId, NewInvitation } from "../../domain/user/UserAccount.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { auditActorOf, AuditLog } from "../audit/AuditLog.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import { Mailer } from "../mail/Mailer.ts"
import { hashOfToken, LinkNotValid, makeLinkToken } from "./LinkToken.ts"
import { invitationMail } from "./peopleMails.ts"
import { setPassword } from "./setPassword.ts"

type Viewer = CurrentUser["Service"]

const linkDays = 7
/** Of one workspace that nobody has answered: a mistake, or somebody who uses the desk to send mail to strangers. */
const openMax = 200

interface Row {
  readonly id: InvitationId
  readonly workspaceId: WorkspaceId
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly licensed: boolean
  readonly sentAt: Date
  readonly expiresAt: Date
}

/** What somebody who follows the link is told before they accept. */
export interface InvitationView {
  readonly email: string
  readonly name: string
  readonly workspace: string
}

const adminsOnly = new Refusal({ code: "not_allowed", message: "Only admins can invite." })
const noSuchInvitation = new Refusal({
  code: "not_found",
  message: "This invitation was accepted or withdrawn meanwhile.",
})
const isThere = (email: string) =>
  new Refusal({ code: "not_possible", message: `${email} is a user already.` })
const isInvited = (email: string) =>
  new Refusal({
    code: "not_possible",
    message: `${email} is invited already. Send the invitation again instead.`,
  })
const tooManyOpen = new Refusal({
  code: "too_many_requests",
  message: `${openMax} invitations are open. Withdraw those that nobody will accept.`,
})
const couldNotInvite = orUnavailable("The invitation could not be saved. Try again.")

const shown = ({ expiresAt, sentAt, workspaceId: _, ...row }: Row): Invitation => ({
  ...row,
  sentAt: sentAt.getTime(),
  expiresAt: expiresAt.getTime(),
})

/** Users come in by a mailed link that works once, for a week (AUTH-1). */
export class Invitations extends Context.Service<Invitations, {
  readonly invite: (
    viewer: Viewer,
    invitation: NewInvitation,
  ) => Effect.Effect<Invitation, Refusal | Unavailable>
  /** With a new link; the one before no longer works. */
  readonly inviteAgain: (viewer: Viewer, id: InvitationId) => Effect.Effect<Invitation, Refusal | Unavailable>
  readonly withdraw: (viewer: Viewer, id: InvitationId) => Effect.Effect<void, Refusal | Unavailable>
  /** Those that nobody has answered, the newest first; also those whose link has expired. */
  readonly open: (viewer: Viewer) => Effect.Effect<ReadonlyArray<Invitation>, Refusal | Unavailable>
  readonly look: (token: string) => Effect.Effect<InvitationView, LinkNotValid | SqlError.SqlError>
  /** Makes the user, with the name and password they chose. */
  readonly accept: (
    token: string,
    name: string,
    password: string,
  ) => Effect.Effect<void, LinkNotValid | SqlError.SqlError>
}>()("desk/server/people/Invitations") {
  static readonly layer = Layer.effect(
    Invitations,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const mailer = yield* Mailer
      const directory = yield* Directory
      const audit = yield* AuditLog
      const { publicUrl } = yield* DeskConfig

      const columns = sql.literal("id, workspace_id, email, name, role, licensed, sent_at, expires_at")
      const isOpen = sql.literal("accepted_at IS NULL AND withdrawn_at IS NULL")
      const expiry = sql`now() + make_interval(days => ${linkDays})`

      const mail = Effect.fnUntraced(
        function* (viewer: Viewer, { email, name, workspaceId }: Row, token: string) {
          const { workspaces } = yield* directory.snapshot
          yield* mailer.send({
            workspaceId,
            to: email,
            kind: "invitation",
            secret: true,
            ...invitationMail({
              name,
              by: viewer.user.name,
              workspace: workspaces.get(workspaceId)?.name ?? "your company",
              url: `${publicUrl}/invitation?token=${token}`,
            }),
          })
        },
      )

      const note = (viewer: Viewer, action: AuditAction, { email, id }: Row) =>
        audit.record({
          workspaceId: viewer.workspaceId,
          actor: auditActorOf(viewer),
          action,
          subject: { kind: "invitation", id, name: email },
        })

      const refuseTaken = Effect.fnUntraced(function* ({ workspaceId }: Viewer, email: string) {
        const [known] = yield* sql<
          { readonly there: boolean; readonly invited: boolean; readonly open: number }
        >`
          SELECT EXISTS (SELECT FROM users WHERE email = ${email}) AS there,
            EXISTS (SELECT FROM invitations
              WHERE workspace_id = ${workspaceId} AND email = ${email} AND ${isOpen}) AS invited,
            (SELECT count(*)::int FROM invitations WHERE workspace_id = ${workspaceId} AND ${isOpen}) AS open`
        if (known?.there) return yield* isThere(email)
        if (known?.invited) return yield* isInvited(email)
        if ((known?.open ?? 0) >= openMax) return yield* tooManyOpen
      })

      const invite = Effect.fn("Invitations.invite")(
        function* (viewer: Viewer, asked: NewInvitation) {
          if (viewer.user.role !== "admin") return yield* adminsOnly
          const email = asked.email.trim().toLowerCase()
          yield* refuseTaken(viewer, email)
          const { hash, token } = makeLinkToken()
          const [row] = yield* sql<Row>`
          INSERT INTO invitations (workspace_id, email, name, role, licensed, token_hash, invited_by, expires_at)
          VALUES (${viewer.workspaceId}, ${email}, ${asked.name.trim()}, ${asked.role}, ${asked.licensed},
            decode(${hash}, 'hex'), ${viewer.user.id}, ${expiry})
          ON CONFLICT (workspace_id, email) WHERE ${isOpen} DO NOTHING
          RETURNING ${columns}`
          if (!row) return yield* isInvited(email)
          yield* note(viewer, "user_invited", row)
          yield* mail(viewer, row, token)
          return shown(row)
        },
        sql.withTransaction,
        couldNotInvite,
      )

      const changeOpen = (viewer: Viewer, id: InvitationId, change: Statement.Fragment) =>
        Effect.gen(function* () {
          if (viewer.user.role !== "admin") return yield* adminsOnly
          const [row] = yield* sql<Row>`
            UPDATE invitations SET ${change}
            WHERE id = ${id} AND workspace_id = ${viewer.workspaceId} AND ${isOpen} RETURNING ${columns}`
          return row ?? (yield* noSuchInvitation)
        })

      const inviteAgain = Effect.fn("Invitations.inviteAgain")(
        function* (viewer: Viewer, id: InvitationId) {
          const { hash, token } = makeLinkToken()
          const row = yield* changeOpen(
            viewer,
            id,
            sql`token_hash = decode(${hash}, 'hex'), sent_at = now(), expires_at = ${expiry}`,
          )
          yield* note(viewer, "user_invited", row)
          yield* mail(viewer, row, token)
          return shown(row)
        },
        sql.withTransaction,
        couldNotInvite,
      )

      const withdraw = Effect.fn("Invitations.withdraw")(
        function* (viewer: Viewer, id: InvitationId) {
          const row = yield* changeOpen(viewer, id, sql`withdrawn_at = now()`)
          yield* note(viewer, "invitation_withdrawn", row)
        },
        sql.withTransaction,
        couldNotInvite,
      )

      const open = Effect.fn("Invitations.open")(function* (viewer: Viewer) {
        if (viewer.user.role !== "admin") return yield* adminsOnly
        const rows = yield* sql<Row>`
          SELECT ${columns} FROM invitations WHERE workspace_id = ${viewer.workspaceId} AND ${isOpen}
          ORDER BY sent_at DESC, id LIMIT ${openMax}`
        return rows.map(shown)
      }, orUnavailable("The invitations could not be read. Try again."))

      const look = Effect.fn("Invitations.look")(function* (token: string) {
        const [view] = yield* sql<InvitationView>`
          SELECT i.email, i.name, w.name AS workspace FROM invitations i JOIN workspaces w ON w.id = i.workspace_id
          WHERE i.token_hash = decode(${hashOfToken(token)}, 'hex') AND ${isOpen} AND i.expires_at > now()`
        return view ?? (yield* new LinkNotValid())
      })

      const join = Effect.fnUntraced(function* (tokenHash: string, name: string, passwordHash: string) {
        const [row] = yield* sql<Row>`
          UPDATE invitations SET accepted_at = now()
          WHERE token_hash = decode(${tokenHash}, 'hex') AND ${isOpen} AND expires_at > now() RETURNING ${columns}`
        if (!row) return yield* new LinkNotValid()
        const [user] = yield* sql<{ readonly id: UserId }>`
          INSERT INTO users (workspace_id, email, email_verified, name, role, licensed)
          VALUES (${row.workspaceId}, ${row.email}, true, ${name.trim()}, ${row.role}, ${row.licensed})
          ON CONFLICT (email) DO NOTHING RETURNING id`
        if (!user) return yield* new LinkNotValid()
        yield* setPassword(sql, user.id, passwordHash)
        yield* audit.record({
          workspaceId: row.workspaceId,
          actor: { user: user.id, address: null },
          action: "invitation_accepted",
          subject: { kind: "user", id: user.id, name: name.trim() },
        })
      }, sql.withTransaction)

      const accept = Effect.fn("Invitations.accept")(
        function* (token: string, name: string, password: string) {
          yield* look(token)
          yield* join(hashOfToken(token), name, yield* Effect.promise(() => hashPassword(password)))
          yield* directory.changed
        },
      )

      return Invitations.of({ invite, inviteAgain, withdraw, open, look, accept })
    }),
  )
}
