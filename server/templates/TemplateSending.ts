import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Result } from "effect"
import { type Address, canonicalAddress } from "../../domain/contact/Address.ts"
import type { MediaDescription, MessageContent } from "../../domain/conversation/MessageContent.ts"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import { type FieldProblem, fillTemplate, type TemplateValues } from "../../domain/template/fillTemplate.ts"
import { prefillTemplate, type TemplatePeople } from "../../domain/template/prefillTemplate.ts"
import { type Template, type TemplateId, whyNotSendable } from "../../domain/template/Template.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory, type SenderRecord } from "../directory/Directory.ts"
import { noSuchTemplate } from "./TemplateRow.ts"
import { type NamedTemplate, Templates } from "./Templates.ts"

type Viewer = CurrentUser["Service"]
type Contact = TemplatePeople["contact"]

/** Which template, and with what. */
export interface TemplateRequest {
  readonly template: { readonly id: TemplateId } | NamedTemplate
  readonly values: TemplateValues
  /** Of a media header. */
  readonly file: MediaDescription | null
}

/** Whom a template is filled for. `name`: of someone who is not in the contacts yet. */
export interface TemplateRecipient {
  readonly sender: SenderRecord
  readonly phone: Address
  readonly name: string | null
}

const missing = (problems: ReadonlyArray<FieldProblem>) =>
  new Refusal({
    code: problems.some(({ problem }) => problem === "missing")
      ? "template_value_missing"
      : "template_value_invalid",
    message: problems.map(({ message }) => message).join(" "),
    fields: problems.map(({ key, message }) => ({ path: `template.values.${key}`, message })),
  })

/** Whether it is one that this Sender ID sends: of its channel, and the desk's own or its account's. */
const isFor = ({ accountId, channel }: SenderRecord, template: Template): boolean =>
  template.channel === channel && !template.archived &&
  (template.registered === null || template.registered.accountId === accountId)

/** Only an approved one counts as registered (TMPL-3). */
const approved = (template: Template) => {
  const reason = whyNotSendable(template, false)
  if (reason === null) return Effect.void
  const paused = template.registered?.status === "paused"
  return Effect.fail(
    new Refusal({
      code: paused ? "template_paused" : "template_not_approved",
      message: `${reason} Choose another template.`,
    }),
  )
}

/** Turns a template and its values into the message to send (TMPL-2). */
export class TemplateSending extends Context.Service<TemplateSending, {
  /** Refused with every field that is missing or wrong; whether it may be sent is for the conversation to decide. */
  readonly contentOf: (
    viewer: Viewer,
    recipient: TemplateRecipient,
    request: TemplateRequest,
  ) => Effect.Effect<MessageContent, Refusal | Unavailable>
  /** What is known of whoever has a number. */
  readonly contactAt: (workspaceId: WorkspaceId, phone: Address) => Effect.Effect<Contact, Unavailable>
}>()("desk/server/templates/TemplateSending") {
  static readonly layer = Layer.effect(
    TemplateSending,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const templates = yield* Templates

      const contactAt = Effect.fn("TemplateSending.contactAt")(
        function* (workspaceId: WorkspaceId, phone: Address) {
          const [contact] = yield* sql<Pick<Contact, "name" | "email">>`
            SELECT name, email FROM contact_phones JOIN contacts ON contacts.id = contact_id
            WHERE contact_phones.workspace_id = ${workspaceId} AND canonical = ${canonicalAddress(phone)}`
            .pipe(
              asWorkspace(sql, workspaceId),
            )
          return { name: contact?.name ?? null, email: contact?.email ?? null, phone }
        },
        orUnavailable("The contact could not be read. Try again."),
      )

      const contentOf = Effect.fn("TemplateSending.contentOf")(
        function* (
          { user, workspaceId }: Viewer,
          { name, phone, sender }: TemplateRecipient,
          request: TemplateRequest,
        ) {
          const template = "id" in request.template
            ? yield* templates.get(workspaceId, request.template.id)
            : yield* templates.named(sender, request.template)
          if (!isFor(sender, template)) return yield* noSuchTemplate
          if (template.registered !== null) yield* approved(template)
          const contact = yield* contactAt(workspaceId, phone)
          const workspace = (yield* directory.snapshot).workspaces.get(workspaceId)
          const known = prefillTemplate(template, {
            contact: { ...contact, name: contact.name ?? name },
            user,
            workspace: { name: workspace?.name ?? "" },
          })
          const prefilled = Object.fromEntries(Object.entries(known).map(([key, { value }]) => [key, value]))
          const filled = fillTemplate(template, { ...prefilled, ...request.values }, request.file)
          return Result.isSuccess(filled) ? filled.success : yield* missing(filled.failure)
        },
      )

      return TemplateSending.of({ contentOf, contactAt })
    }),
  )
}
