import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer } from "effect"
import { Refusal } from "../../domain/conversation/Refusal.ts"
import type { MailForm } from "../../domain/notification/MailForm.ts"
import {
  mailTemplateNames,
  mailTextProblem,
  standardMailText,
} from "../../domain/notification/mailTemplate.ts"
import type {
  BrowserNotifications,
  EmailNotifications,
  NotificationSettings,
} from "../../domain/notification/NotificationSettings.ts"
import type { CurrentUser } from "../../domain/rpc/Authentication.ts"
import { type MailSample, type MailText, testMailsMax } from "../../domain/rpc/NotificationRpcs.ts"
import type { Unavailable } from "../../domain/rpc/Unavailable.ts"
import type { Channel, SenderId } from "../../domain/sender/Sender.ts"
import { type TemplateId, templateKey } from "../../domain/template/Template.ts"
import { asWorkspace } from "../database/asWorkspace.ts"
import { orUnavailable } from "../database/orUnavailable.ts"
import { WorkspaceReads } from "../database/WorkspaceReads.ts"
import { DeskConfig } from "../DeskConfig.ts"
import { Directory } from "../directory/Directory.ts"
import type { MailContent } from "../mail/composeMail.ts"
import { Mailer } from "../mail/Mailer.ts"
import { composeMessageMail } from "./messageMail.ts"
import { sampleMessageMail } from "./sampleMessageMail.ts"

type Viewer = CurrentUser["Service"]

const noSenders = new Refusal({
  code: "not_possible",
  message: "Choose at least one Sender ID, or turn email off.",
})
const tooManyTests = new Refusal({
  code: "too_many_requests",
  message: `You had ${testMailsMax} test mails in ten minutes. Wait a little.`,
})
const couldNotRead = orUnavailable("The notification settings could not be read. Try again.")
const couldNotSave = orUnavailable("The notification settings were not saved. Try again.")

interface SettingsRow {
  readonly email: boolean
  readonly senders: ReadonlyArray<SenderId> | null
  readonly tabAlerts: boolean
  readonly sound: boolean
}

interface TextRow {
  readonly id: TemplateId
  readonly version: number
  readonly channel: Channel
  readonly key: string
  readonly body: string
}

const channels: ReadonlyArray<Channel> = ["sms", "whatsapp"]
const forms: ReadonlyArray<MailForm> = ["text", "media"]

/** What users want to be told of, and what the mails about it say. */
export class Notifications extends Context.Service<Notifications, {
  readonly settings: (viewer: Viewer) => Effect.Effect<NotificationSettings, Unavailable>
  /** NOTIFY-3: of Sender IDs of the workspace; of at least one where it is on. */
  readonly saveEmail: (
    viewer: Viewer,
    email: EmailNotifications,
  ) => Effect.Effect<void, Refusal | Unavailable>
  readonly saveBrowser: (viewer: Viewer, browser: BrowserNotifications) => Effect.Effect<void, Unavailable>
  readonly mailTexts: (viewer: Viewer) => Effect.Effect<ReadonlyArray<MailText>, Unavailable>
  readonly preview: (viewer: Viewer, sample: MailSample) => Effect.Effect<MailContent, Refusal | Unavailable>
  /** The preview, to the viewer's own address; five in ten minutes. */
  readonly sendTest: (viewer: Viewer, sample: MailSample) => Effect.Effect<void, Refusal | Unavailable>
}>()("desk/server/notifications/Notifications") {
  static readonly layer = Layer.effect(
    Notifications,
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      const reads = yield* WorkspaceReads
      const directory = yield* Directory
      const mailer = yield* Mailer
      const { publicUrl } = yield* DeskConfig

      const settings = Effect.fn("Notifications.settings")(function* ({ user, workspaceId }: Viewer) {
        const [row] = yield* sql<SettingsRow>`
          SELECT coalesce(s.email, w.plan = 'trial') AS email, s.email_senders AS senders,
            coalesce(s.tab_alerts, true) AS tab_alerts, coalesce(s.sound, false) AS sound
          FROM workspaces w LEFT JOIN notification_settings s ON s.user_id = ${user.id}
          WHERE w.id = ${workspaceId}`.pipe(reads.of(sql, workspaceId))
        const { email = false, senders = null, sound = false, tabAlerts = true } = row ?? {}
        return { email: { on: email, senders }, browser: { tabAlerts, sound } }
      }, couldNotRead)

      const saveEmail = Effect.fn("Notifications.saveEmail")(
        function* ({ user, workspaceId }: Viewer, { on, senders }: EmailNotifications) {
          const known = (yield* directory.snapshot).senders
          const chosen = senders?.filter((id) => known.get(id)?.workspaceId === workspaceId) ?? null
          if (on && chosen?.length === 0) return yield* noSenders
          yield* sql`
            INSERT INTO notification_settings (user_id, workspace_id, email, email_senders)
            VALUES (${user.id}, ${workspaceId}, ${on}, ${chosen})
            ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, email_senders = excluded.email_senders`
            .pipe(
              asWorkspace(sql, workspaceId),
            )
        },
        couldNotSave,
      )

      const saveBrowser = Effect.fn("Notifications.saveBrowser")(
        function* ({ user, workspaceId }: Viewer, { sound, tabAlerts }: BrowserNotifications) {
          yield* sql`
            INSERT INTO notification_settings (user_id, workspace_id, tab_alerts, sound)
            VALUES (${user.id}, ${workspaceId}, ${tabAlerts}, ${sound})
            ON CONFLICT (user_id) DO UPDATE SET tab_alerts = excluded.tab_alerts, sound = excluded.sound`
            .pipe(
              asWorkspace(sql, workspaceId),
            )
        },
        couldNotSave,
      )

      const ownTexts = ({ workspaceId }: Viewer) =>
        sql<TextRow>`
          SELECT id, version, channel, key, body FROM templates
          WHERE workspace_id = ${workspaceId} AND type = 'notification' AND account_id IS NULL AND NOT archived
            AND ${sql.in("key", forms.map((form) => templateKey(mailTemplateNames[form])))}
          ORDER BY updated_at DESC`.pipe(reads.of(sql, workspaceId), couldNotRead)

      const mailTexts = Effect.fn("Notifications.mailTexts")(function* (viewer: Viewer) {
        const own = yield* ownTexts(viewer)
        return channels.flatMap((channel) =>
          forms.map((form): MailText => {
            const key = templateKey(mailTemplateNames[form])
            const found = own.find((row) => row.channel === channel && row.key === key)
            return {
              channel,
              form,
              body: found?.body ?? standardMailText[form],
              edition: found ? { id: found.id, version: found.version } : null,
            }
          })
        )
      })

      const preview = Effect.fn("Notifications.preview")(
        function* (viewer: Viewer, { body, channel, form }: MailSample) {
          const problem = body === null ? null : mailTextProblem(body)
          if (problem !== null) return yield* new Refusal({ code: "invalid_template", message: problem })
          const saved = body ??
            (yield* mailTexts(viewer)).find((text) => text.channel === channel && text.form === form)?.body
          const { senders, workspaces } = yield* directory.snapshot
          const sender = [...senders.values()].find((one) =>
            one.workspaceId === viewer.workspaceId && one.channel === channel
          )
          const timeZone = workspaces.get(viewer.workspaceId)?.timeZone ?? "UTC"
          const sample = yield* sampleMessageMail({
            channel,
            form,
            publicUrl,
            sender: sender ?? null,
            timeZone,
          })
          return composeMessageMail(sample, saved ?? standardMailText[form])
        },
      )

      const sendTest = Effect.fn("Notifications.sendTest")(function* (viewer: Viewer, sample: MailSample) {
        const content = yield* preview(viewer, sample)
        const { user, workspaceId } = viewer
        yield* sql.withTransaction(Effect.gen(function* () {
          // One at a time for each user, so that they are counted right.
          yield* sql`SELECT id FROM users WHERE id = ${user.id} FOR UPDATE`
          const [had] = yield* sql<{ readonly count: number }>`
            SELECT count(*)::int AS count FROM mails WHERE workspace_id = ${workspaceId} AND kind = 'test'
              AND recipient = ${user.email} AND created_at > now() - interval '10 minutes'`
          if ((had?.count ?? 0) >= testMailsMax) return yield* tooManyTests
          yield* mailer.send({
            workspaceId,
            to: user.email,
            kind: "test",
            ...content,
            subject: `Test: ${content.subject}`,
          })
        })).pipe(orUnavailable("The test mail was not sent. Try again."))
      })

      return Notifications.of({ settings, saveEmail, saveBrowser, mailTexts, preview, sendTest })
    }),
  )
}
