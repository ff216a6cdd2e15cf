import { Effect, Layer } from "effect"
import { Migrator } from "effect/sql"
import { ensureDeskRole } from "./DeskRole.ts"
import { raiseWall } from "./raiseWall.ts"
import desk from "../../migrations/0001_desk.ts"
import contacts from "../../migrations/0002_contacts.ts"
import search from "../../migrations/0003_search.ts"
import waiting from "../../migrations/0004_waiting.ts"
import mails from "../../migrations/0009_mails.ts"
import hours from "../../migrations/0015_hours.ts"
import permissions from "../../migrations/0016_permissions.ts"
import notes from "../../migrations/0017_notes.ts"
import audit from "../../migrations/0018_audit.ts"
import webhookLog from "../../migrations/0019_webhook_log.ts"
import drafts from "../../migrations/0020_drafts.ts"
import people from "../../migrations/0021_people.ts"
import keywords from "../../migrations/0022_keywords.ts"
import media from "../../migrations/0023_media.ts"
import sending from "../../migrations/0024_sending.ts"
import consentUploads from "../../migrations/0025_consent_uploads.ts"
import templates from "../../migrations/0026_templates.ts"
import thumbnails from "../../migrations/0029_thumbnails.ts"
import providerAccounts from "../../migrations/0031_provider_accounts.ts"
import reconciliation from "../../migrations/0033_reconciliation.ts"
import addressAliases from "../../migrations/0034_address_aliases.ts"
import notifications from "../../migrations/0035_notifications.ts"
import push from "../../migrations/0037_push.ts"
import transcripts from "../../migrations/0038_transcripts.ts"
import begun from "../../migrations/0039_begun.ts"
import campaigns from "../../migrations/0040_campaigns.ts"
import bots from "../../migrations/0042_bots.ts"
import botSettings from "../../migrations/0043_bot_settings.ts"
import aside from "../../migrations/0044_aside.ts"
import addressTies from "../../migrations/0047_address_ties.ts"
import notices from "../../migrations/0048_notices.ts"
import pins from "../../migrations/0049_pins.ts"
import labels from "../../migrations/0050_labels.ts"
import labelled from "../../migrations/0051_labelled.ts"
import savedFilters from "../../migrations/0052_saved_filters.ts"
import campaignPeople from "../../migrations/0053_campaign_people.ts"
import notePermission from "../../migrations/0054_note_permission.ts"
import workNotices from "../../migrations/0055_work_notices.ts"
import contactNotes from "../../migrations/0056_contact_notes.ts"
import languages from "../../migrations/0057_languages.ts"
import botUploads from "../../migrations/0059_bot_uploads.ts"
import smsFallback from "../../migrations/0061_sms_fallback.ts"
import longWork from "../../migrations/0062_long_work.ts"
import audienceTurns from "../../migrations/0072_audience_turns.ts"
import sharedFiles from "../../migrations/0080_shared_files.ts"
import bulkJobs from "../../migrations/0081_bulk_jobs.ts"
import rowUploads from "../../migrations/0085_row_uploads.ts"
import assignmentMails from "../../migrations/0086_assignment_mails.ts"
import failedFor from "../../migrations/0088_failed_for.ts"

/** Every migration, in order, forward only. A new one is added here and never numbered below the last. */
const loader = Migrator.fromRecord({
  "0001_desk": desk,
  "0002_contacts": contacts,
  "0003_search": search,
  "0004_waiting": waiting,
  "0009_mails": mails,
  "0015_hours": hours,
  "0016_permissions": permissions,
  "0017_notes": notes,
  "0018_audit": audit,
  "0019_webhook_log": webhookLog,
  "0020_drafts": drafts,
  "0021_people": people,
  "0022_keywords": keywords,
  "0023_media": media,
  "0024_sending": sending,
  "0025_consent_uploads": consentUploads,
  "0026_templates": templates,
  "0029_thumbnails": thumbnails,
  "0031_provider_accounts": providerAccounts,
  "0033_reconciliation": reconciliation,
  "0034_address_aliases": addressAliases,
  "0035_notifications": notifications,
  "0037_push": push,
  "0038_transcripts": transcripts,
  "0039_begun": begun,
  "0040_campaigns": campaigns,
  "0042_bots": bots,
  "0043_bot_settings": botSettings,
  "0044_aside": aside,
  "0047_address_ties": addressTies,
  "0048_notices": notices,
  "0049_pins": pins,
  "0050_labels": labels,
  "0051_labelled": labelled,
  "0052_saved_filters": savedFilters,
  "0053_campaign_people": campaignPeople,
  "0054_note_permission": notePermission,
  "0055_work_notices": workNotices,
  "0056_contact_notes": contactNotes,
  "0057_languages": languages,
  "0059_bot_uploads": botUploads,
  "0061_sms_fallback": smsFallback,
  "0062_long_work": longWork,
  "0072_audience_turns": audienceTurns,
  "0080_shared_files": sharedFiles,
  "0081_bulk_jobs": bulkJobs,
  "0085_row_uploads": rowUploads,
  "0086_assignment_mails": assignmentMails,
  "0088_failed_for": failedFor,
})

const migrate = Effect.gen(function* () {
  yield* ensureDeskRole
  yield* Migrator.make({})({ loader, table: "migrations" })
  yield* raiseWall
})

/** Brings the database up to date before anything uses it; concurrent starts wait for one another's lock. */
export class Migrations {
  static readonly layer = Layer.effectDiscard(migrate)
}
