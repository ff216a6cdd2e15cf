import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, PubSub, Queue, Schedule, Stream } from "effect"
import { type Refusal, senderNotShared } from "../../domain/conversation/Refusal.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import type {
  TemplateEdition,
  TemplateOutcome,
  TemplatePage,
  TemplateQuery,
} from "../../domain/rpc/TemplateRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { OwnTemplate } from "../../domain/template/OwnTemplate.ts"
import {
  type Template,
  type TemplateFields,
  type TemplateId,
  templateKey,
  type TemplateType,
} from "../../domain/template/Template.ts"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { AuditLog } from "../audit/AuditLog.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { Directory, type SenderRecord } from "../directory/Directory.ts"
import { listTemplates } from "./listTemplates.ts"
import {
  findTemplate,
  findVariants,
  noSuchTemplate,
  selectTemplates,
  templateOf,
  type TemplateRow,
} from "./TemplateRow.ts"
import { templatesChannel } from "./tellTemplates.ts"
import { archiveTemplate, describeTemplate, saveTemplate } from "./writeTemplate.ts"

type Viewer = CurrentUser["Service"]

const listenAgainAfter = "1 second"
/** A desk that is told late is told once. */
const tellingsMax = 16

const couldNotSave = orUnavailable("The template could not be saved. Try again.")
const couldNotRead = orUnavailable("The templates could not be read. Try again.")

/** What a program says of a template. */
export interface NamedTemplate {
  readonly name: string
  /** Null: whichever there is, an English one first. */
  readonly language: string | null
}

type Change = Effect.Effect<TemplateOutcome, Refusal | Unavailable>

/** A workspace's templates, the desk's own and the registered ones (TMPL-1). */
export class Templates extends Context.Service<Templates, {
  readonly list: (viewer: Viewer, query: TemplateQuery) => Effect.Effect<TemplatePage, Refusal | Unavailable>
  /** Refused as not found in any other workspace. */
  readonly get: (workspaceId: WorkspaceId, id: TemplateId) => Effect.Effect<Template, Refusal | Unavailable>
  /** A template in all its languages, itself among them. Refused as not found in any other workspace. */
  readonly variants: (
    workspaceId: WorkspaceId,
    id: TemplateId,
  ) => Effect.Effect<ReadonlyArray<Template>, Refusal | Unavailable>
  /** The one that a Sender ID sends under this name: a registered one first. */
  readonly named: (
    sender: SenderRecord,
    named: NamedTemplate,
  ) => Effect.Effect<Template, Refusal | Unavailable>
  /** Makes one of the desk's own, or changes it where nobody else has since the edition. */
  readonly save: (viewer: Viewer, edition: TemplateEdition | null, own: OwnTemplate) => Change
  /** What it is for, and what its variables are. */
  readonly describe: (
    viewer: Viewer,
    edition: TemplateEdition,
    type: TemplateType,
    fields: TemplateFields,
  ) => Change
  readonly archive: (viewer: Viewer, edition: TemplateEdition, archived: boolean) => Change
  /** A number at once, and another after each change on any node. */
  readonly changes: (workspaceId: WorkspaceId) => Stream.Stream<number>
}>()("desk/server/templates/Templates") {
  static readonly layer = Layer.effect(
    Templates,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const directory = yield* Directory
      const books = { sql, audit: yield* AuditLog }
      /** Null: any workspace's. */
      const changed = yield* Effect.acquireRelease(
        PubSub.sliding<string | null>({ capacity: tellingsMax }),
        PubSub.shutdown,
      )

      /** After a break nobody knows what was missed. */
      const listen = Effect.gen(function* () {
        const notifications = yield* sql.listen(templatesChannel)
        yield* PubSub.publish(changed, null)
        yield* Queue.take(notifications).pipe(
          Effect.flatMap(({ payload }) => PubSub.publish(changed, payload)),
          Effect.forever,
        )
      }).pipe(
        Effect.scoped,
        Effect.tapError((error) => Effect.logWarning("listening for changed templates broke off", error)),
        Effect.retry(Schedule.spaced(listenAgainAfter)),
      )
      yield* Effect.forkScoped(listen)

      const list = Effect.fn("Templates.list")(function* ({ workspaceId }: Viewer, query: TemplateQuery) {
        const sender = query.senderId === null
          ? null
          : (yield* directory.snapshot).senders.get(query.senderId) ?? null
        if (query.senderId !== null && sender?.workspaceId !== workspaceId) return yield* senderNotShared
        return yield* listTemplates(sql, { workspaceId, sender }, query).pipe(asWorkspace(sql, workspaceId))
      }, couldNotRead)

      const get = Effect.fn("Templates.get")(function* (workspaceId: WorkspaceId, id: TemplateId) {
        return yield* findTemplate(sql, workspaceId, id).pipe(asWorkspace(sql, workspaceId))
      }, couldNotRead)

      const variants = Effect.fn("Templates.variants")(function* (workspaceId: WorkspaceId, id: TemplateId) {
        return yield* findTemplate(sql, workspaceId, id).pipe(
          Effect.flatMap((template) =>
            Effect.map(
              findVariants(sql, workspaceId, template),
              (others) => [template, ...others].sort((a, b) => a.language < b.language ? -1 : 1),
            )
          ),
          asWorkspace(sql, workspaceId),
        )
      }, couldNotRead)

      const named = Effect.fn("Templates.named")(
        function* ({ accountId, channel, workspaceId }: SenderRecord, { language, name }: NamedTemplate) {
          const inLanguage = language === null
            ? sql`true`
            : sql`replace(lower(language), '-', '_') = replace(lower(${language}), '-', '_')`
          const [row] = yield* sql<TemplateRow>`${selectTemplates(sql)}
            WHERE workspace_id = ${workspaceId} AND NOT archived AND channel = ${channel}
              AND (account_id IS NULL OR account_id = ${accountId}) AND key = ${
            templateKey(name)
          } AND ${inLanguage}
            ORDER BY rank, language NOT LIKE 'en%', language, updated_at DESC LIMIT 1`.pipe(
            asWorkspace(sql, workspaceId),
          )
          return row ? templateOf(row) : yield* noSuchTemplate
        },
        couldNotRead,
      )

      const changes = (workspaceId: WorkspaceId) =>
        Stream.unwrap(Effect.sync(() => {
          let told = 0
          return Stream.fromPubSub(changed).pipe(
            Stream.filter((which) => which === null || which === workspaceId),
            Stream.map(() => ++told),
            Stream.merge(Stream.make(0)),
          )
        }))

      return Templates.of({
        list,
        get,
        variants,
        named,
        save: Effect.fn("Templates.save")(
          (viewer: Viewer, edition: TemplateEdition | null, own: OwnTemplate) =>
            saveTemplate(books, viewer, edition, own).pipe(asWorkspace(sql, viewer.workspaceId)),
          couldNotSave,
        ),
        describe: Effect.fn("Templates.describe")(
          (viewer: Viewer, edition: TemplateEdition, type: TemplateType, fields: TemplateFields) =>
            describeTemplate(books, viewer, edition, type, fields).pipe(asWorkspace(sql, viewer.workspaceId)),
          couldNotSave,
        ),
        archive: Effect.fn("Templates.archive")(
          (viewer: Viewer, edition: TemplateEdition, archived: boolean) =>
            archiveTemplate(books, viewer, edition, archived).pipe(asWorkspace(sql, viewer.workspaceId)),
          couldNotSave,
        ),
        changes,
      })
    }),
  )
}
