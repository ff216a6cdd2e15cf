import type { Rpc, RpcGroup } from "effect/rpc"
import { randomUUID } from "node:crypto"
import { emptyDraft } from "../../domain/campaign/Campaign.ts"
import { UploadId } from "../../domain/consent/ConsentUpload.ts"
import { ownKeywords } from "../../domain/consent/Keywords.ts"
import { Address } from "../../domain/contact/Address.ts"
import { ContactId } from "../../domain/contact/Contact.ts"
import type { RefusalCode } from "../../domain/conversation/Refusal.ts"
import { MessageId } from "../../domain/conversation/MessageId.ts"
import { BulkId } from "../../domain/inbox/Bulk.ts"
import { NoticeId } from "../../domain/notification/Notice.ts"
import type { PermissionSubject } from "../../domain/rpc/ConsentRpcs.ts"
import type { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import { defaultSwitches } from "../../domain/simulator/SimulatorState.ts"
import { TranscriptId } from "../../domain/transcript/TranscriptRequest.ts"
import type { Things } from "../../test/AccessDesk.ts"

export type CallAnswer = "allowed" | RefusalCode

/**
 * One way of asking, and what each kind of caller is answered. Whoever has no session or no licence is never answered
 * anything but `NotSignedIn`; that needs no verdict.
 */
export interface CallVerdict<Payload = unknown> {
  readonly asked: (things: Things) => Payload
  readonly admin: CallAnswer
  /** The things are theirs. */
  readonly member: CallAnswer
  /** A standard user who has no part in the things. */
  readonly colleague: CallAnswer
  /** The admin of another workspace. */
  readonly foreigner: CallAnswer
  /** A stream that goes on: its first frame is looked at. */
  readonly endless?: true
  /** Why a colleague sees and moves what belongs to the member here. */
  readonly open?: string
  /** Why what may not be seen is told from what is not there. */
  readonly told?: string
}

type Verdicts = {
  readonly [R in RpcGroup.Rpcs<typeof DeskRpcs> as R["_tag"]]: ReadonlyArray<CallVerdict<Rpc.Payload<R>>>
}

const everybody = { admin: "allowed", member: "allowed", colleague: "allowed", foreigner: "allowed" } as const
/** Whoever may see the conversation; to others it does not exist. */
const whoSees = {
  admin: "allowed",
  member: "allowed",
  colleague: "not_found",
  foreigner: "not_found",
} as const
/** An admin may look into anybody's inbox of their own workspace; there is nobody of that id in the other one. */
const admins = {
  admin: "allowed",
  member: "not_allowed",
  colleague: "not_allowed",
  foreigner: "allowed",
} as const
/** What an admin changes by its id; in the other workspace there is none of that id. */
const adminsOfIt = {
  admin: "allowed",
  member: "not_allowed",
  colleague: "not_allowed",
  foreigner: "not_found",
} as const
/** Asked of who did not opt out, it changes nothing. */
const optInOf = (of: PermissionSubject, phone: string) => ({
  of,
  address: Address.make(phone),
  channel: "sms" as const,
  optedOut: false,
  reason: "they asked for it",
})
/** It asks for one's own password or code, and these are wrong. */
const nobodyGuesses = {
  admin: "not_possible",
  member: "not_possible",
  colleague: "not_possible",
  foreigner: "not_possible",
} as const
/** A version that is long past: whoever may ask is told how the user stands. */
const asSeenBefore = {
  version: 0,
  role: "standard",
  licensed: true,
  active: true,
  newDefaultAdmin: null,
} as const
const demoOnly = "the handset plays every customer of a demo workspace"
const numbersAreUnique =
  "a number belongs to one contact: whoever types it learns that it is taken, not by whom"

const list = { search: "", unreadOnly: false, channel: null, limit: 50, cursor: null }
const filter = { search: "", unreadOnly: false, channel: null }
const wholeLog = { user: null, action: null, from: null, until: null }
const aWorkspace = { name: "Acme", timeZone: "UTC", plan: "paid", waitingLimitMinutes: 60 } as const
const always = { timeZone: "UTC", weekly: null, holidays: [] }
const templateList = {
  search: "",
  channel: null,
  type: null,
  senderId: null,
  group: null,
  registeredOnly: false,
  limit: 50,
  cursor: null,
}
const newTemplate = () => ({
  channel: "sms" as const,
  type: "conversation" as const,
  name: `Hello ${randomUUID()}`,
  language: "en",
  body: "Hi",
})
/** At an address at which nobody answers. */
const noAnswer = () => ({
  baseUrl: "http://127.0.0.1:9",
  credentials: { apiKey: `KEY${randomUUID()}`, publicKey: `${"A".repeat(43)}=` },
})
const telnyxAccount = () => ({ label: "Telnyx", ...noAnswer() })
const aBot = { name: "Menu", url: "http://127.0.0.1:9/", timeLimitSeconds: 5, quietHours: 8, senders: [] }
const newMessage = () => MessageId.make(randomUUID())
const newTranscript = () => TranscriptId.make(randomUUID())
const newBulk = () => BulkId.make(randomUUID())
const nobody = { id: ContactId.make(randomUUID()) }
const named = ({ conversation, member }: Things) => ({
  _tag: "Named" as const,
  items: [{ id: conversation, owner: member, inboundCount: 1, ownerUnread: 0 }],
})
const inboxOf = ({ member }: Things) => ({ _tag: "Team" as const, userId: member })

/**
 * Every call of a desk, and what each kind of caller is answered: `access.test.ts` asks them all and fails when one is
 * missing here. Give a new call an entry for each way in which it names something that somebody may not see.
 */
export const callVerdicts: Verdicts = {
  "Desk.sync": [{ asked: () => ({ cursor: null }), ...everybody, endless: true }],
  "Desk.look": [{
    asked: ({ conversation }) => ({ desk: randomUUID(), id: conversation, writing: true }),
    ...whoSees,
  }],
  "Inbox.list": [
    { asked: ({ phone }) => ({ ...list, view: { _tag: "Mine" }, search: phone }), ...everybody },
    { asked: ({ name }) => ({ ...list, view: { _tag: "Sent" }, search: name }), ...everybody },
    { asked: ({ sender }) => ({ ...list, view: { _tag: "Sender", senderId: sender } }), ...everybody },
    { asked: (things) => ({ ...list, view: inboxOf(things) }), ...admins },
  ],
  "Inbox.searchMessages": [{
    asked: ({ text }) => ({ search: text, limit: 50, cursor: null }),
    ...everybody,
  }],
  "Bulk.run": [
    {
      // The action is taken; each conversation judges, and those that one may not see are not there.
      asked: (things) => ({
        id: newBulk(),
        action: { _tag: "MarkUnread", user: things.member },
        target: named(things),
      }),
      ...everybody,
    },
    {
      asked: (things) => ({
        id: newBulk(),
        action: { _tag: "Assign", to: things.member },
        target: named(things),
      }),
      ...admins,
    },
    {
      asked: (things) => ({
        id: newBulk(),
        action: { _tag: "MarkRead", user: things.member },
        target: { _tag: "Matching", filter: { ...filter, view: inboxOf(things) }, except: [] },
      }),
      ...admins,
    },
  ],
  "Bulk.undo": [{
    asked: ({ bulk }) => ({ id: newBulk(), of: bulk }),
    admin: "allowed",
    member: "not_found",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Bulk.count": [
    { asked: ({ phone }) => ({ ...filter, view: { _tag: "Mine" }, search: phone }), ...everybody },
    { asked: (things) => ({ ...filter, view: inboxOf(things) }), ...admins },
  ],
  // Once made it is in the timeline: `Transcripts.test.ts` waits for that.
  "Transcript.make": [{
    asked: ({ conversation }) => ({
      id: newTranscript(),
      conversationId: conversation,
      format: "text",
      from: null,
      until: null,
      timeZone: "UTC",
      paper: "a4",
    }),
    ...whoSees,
    endless: true,
  }],
  // Only one's own can be named.
  "Transcript.cancel": [{ asked: () => ({ id: newTranscript() }), ...everybody }],
  "Conversation.get": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
  "Conversation.items": [{
    asked: ({ conversation }) => ({ id: conversation, after: 0, before: null, limit: 50 }),
    ...whoSees,
  }],
  "Conversation.send": [{
    asked: ({ conversation }) => ({ id: conversation, messageId: newMessage(), text: "hi" }),
    ...whoSees,
  }],
  "Conversation.sendAgain": [{
    asked: ({ conversation, message }) => ({ id: conversation, of: message, messageId: newMessage() }),
    admin: "not_failed",
    member: "not_failed",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Conversation.confirmSent": [{
    asked: ({ conversation, message }) => ({ id: conversation, messageId: message }),
    ...whoSees,
  }],
  "Draft.list": [{ asked: () => undefined, ...everybody }],
  "Draft.save": [{
    asked: ({ conversation }) => ({
      desk: randomUUID(),
      draft: { id: conversation, kind: "reply", text: "hi", version: 0 },
    }),
    ...whoSees,
  }],
  "Conversation.note": [{
    asked: ({ conversation }) => ({ id: conversation, noteId: newMessage(), text: "for us", mentions: [] }),
    ...whoSees,
  }],
  "Conversation.readers": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
  "Conversation.prospect": [{
    asked: ({ phone, sender }) => ({ senderId: sender, to: phone }),
    admin: "allowed",
    member: "allowed",
    colleague: "sender_not_yours",
    foreigner: "sender_not_yours",
  }],
  "Conversation.start": [{
    asked: ({ phone, sender }) => ({
      senderId: sender,
      to: phone,
      name: "Not their name",
      messageId: newMessage(),
      text: "hi",
    }),
    admin: "allowed",
    member: "allowed",
    colleague: "sender_not_yours",
    foreigner: "sender_not_yours",
  }],
  "Conversation.cancel": [{
    asked: ({ conversation, message }) => ({ id: conversation, messageId: message }),
    admin: "not_queued",
    member: "not_queued",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Conversation.markRead": [{
    asked: ({ conversation, member }) => ({ id: conversation, seq: 1, user: member }),
    ...whoSees,
  }],
  "Conversation.markUnread": [{
    asked: ({ conversation, member }) => ({ id: conversation, user: member }),
    ...whoSees,
  }],
  "Conversation.putAside": [{
    asked: ({ conversation }) => ({ id: conversation, aside: { how: "done" } }),
    ...whoSees,
  }],
  "Conversation.bringBack": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
  "Conversation.assign": [{
    asked: ({ conversation, member }) => ({ id: conversation, to: member, seen: null }),
    admin: "allowed",
    member: "not_allowed",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Audit.list": [{
    asked: ({ member }) => ({ ...wholeLog, user: member, limit: 50, cursor: null }),
    ...admins,
  }],
  "Audit.export": [{ asked: () => ({ ...wholeLog, cursor: null }), ...admins }],
  "Contact.list": [
    { asked: ({ name }) => ({ search: name, limit: 50, cursor: null }), ...everybody },
    { asked: ({ phone }) => ({ search: phone, limit: 50, cursor: null }), ...everybody },
  ],
  "Contact.get": [{ asked: ({ contact }) => ({ id: contact }), ...whoSees }],
  "Contact.save": [
    {
      asked: ({ contact, phone }) => ({
        edition: { id: contact, version: 1 },
        fields: { name: "Changed", phones: [phone], email: null },
        conversationId: null,
      }),
      ...whoSees,
    },
    {
      asked: ({ conversation }) => ({
        edition: null,
        fields: { name: "Somebody", phones: ["+14155558888"], email: null },
        conversationId: conversation,
      }),
      ...whoSees,
    },
    {
      asked: ({ phone }) => ({
        edition: null,
        fields: { name: "Somebody", phones: [phone], email: null },
        conversationId: null,
      }),
      ...everybody,
      told: numbersAreUnique,
    },
  ],
  "Contact.merge": [{
    asked: ({ contact }) => ({ keep: { id: contact, version: 1 }, other: { ...nobody, version: 1 } }),
    admin: "not_found",
    member: "not_found",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Contact.import": [{
    asked: ({ phone }) => ({
      rows: [{ line: 2, name: "Somebody else", phones: phone, email: "" }],
      check: true,
    }),
    ...everybody,
    told: numbersAreUnique,
  }],
  "Contact.export": [{ asked: () => ({ cursor: null }), ...everybody }],
  "Contact.erase": [{
    asked: ({ contact }) => ({ id: contact }),
    admin: "allowed",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "not_found",
  }],
  "Permission.history": [
    { asked: ({ conversation }) => ({ of: { _tag: "Conversation", id: conversation } }), ...whoSees },
    { asked: ({ contact }) => ({ of: { _tag: "Contact", id: contact } }), ...whoSees },
    { asked: ({ phone }) => ({ of: { _tag: "Number", address: Address.make(phone) } }), ...admins },
  ],
  "Permission.setOptOut": [
    {
      asked: ({ conversation, phone }) => optInOf({ _tag: "Conversation", id: conversation }, phone),
      ...whoSees,
    },
    { asked: ({ contact, phone }) => optInOf({ _tag: "Contact", id: contact }, phone), ...whoSees },
    {
      asked: ({ phone }) => optInOf({ _tag: "Number", address: Address.make(phone) }, phone),
      ...admins,
    },
  ],
  "Consent.register": [{
    asked: ({ phone }) => ({ of: "consents", search: phone, limit: 50, cursor: null }),
    ...admins,
  }],
  "Consent.record": [{
    asked: ({ phone }) => ({ phone, channel: "sms", what: "given", source: "web form", proof: null, at: 0 }),
    ...everybody,
    open: "whoever may send may record that someone agreed; nothing of the number is shown",
  }],
  "Consent.uploads": [{ asked: () => undefined, ...admins }],
  "Consent.openUpload": [
    {
      asked: () => ({ id: UploadId.make(randomUUID()), name: "a.csv", bytes: 1, rows: 1 }),
      ...admins,
      told: "what is made has a new id and time",
    },
    {
      asked: ({ upload }) => ({ id: upload, name: "a.csv", bytes: 1, rows: 1 }),
      ...adminsOfIt,
      told: "the id is a new one that the caller makes: nobody knows another's",
    },
  ],
  "Consent.addRows": [{ asked: ({ upload }) => ({ id: upload, rows: [] }), ...adminsOfIt }],
  "Consent.importUpload": [{ asked: ({ upload }) => ({ id: upload }), ...adminsOfIt }],
  "Consent.cancelUpload": [{ asked: ({ upload }) => ({ id: upload }), ...adminsOfIt }],
  "Consent.followUpload": [{ asked: ({ upload }) => ({ id: upload }), ...adminsOfIt, endless: true }],
  "Consent.uploadRows": [{
    asked: ({ upload }) => ({ id: upload, outcome: null, after: 0, limit: 50 }),
    ...adminsOfIt,
  }],
  "Keywords.get": [{ asked: () => undefined, ...admins }],
  "Keywords.save": [{ asked: () => ({ seen: ownKeywords, next: ownKeywords }), ...admins }],
  "Hours.saveWorkspace": [{
    asked: () => ({ seen: { hours: always, quietHours: null }, next: { hours: always, quietHours: null } }),
    ...admins,
  }],
  "Hours.saveSender": [{
    asked: ({ sender }) => ({ id: sender, seen: null, next: null }),
    admin: "allowed",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "not_found",
  }],
  "Mail.list": [{ asked: () => ({ limit: 50, cursor: null }), ...admins }],
  "Webhook.list": [{
    asked: () => ({ accountId: null, outcome: null, before: null, limit: 50 }),
    ...admins,
  }],
  "Webhook.get": [{ asked: ({ webhook }) => ({ id: webhook }), ...adminsOfIt }],
  "Webhook.replay": [{
    asked: ({ webhook }) => ({ id: webhook }),
    admin: "allowed",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "not_found",
  }],
  "Media.send": [{
    asked: ({ conversation, file }) => ({
      id: conversation,
      messageId: newMessage(),
      uploads: [file],
      text: "see",
    }),
    // The file is the member's: nobody else sends it.
    admin: "not_found",
    member: "allowed",
    colleague: "not_found",
    foreigner: "not_found",
  }],
  "Media.start": [{
    asked: ({ file, phone, sender }) => ({
      senderId: sender,
      to: phone,
      name: null,
      messageId: newMessage(),
      uploads: [file],
      text: "see",
    }),
    admin: "not_found",
    member: "allowed",
    colleague: "sender_not_yours",
    foreigner: "sender_not_yours",
  }],
  "Mail.get": [{
    asked: ({ mail }) => ({ id: mail }),
    admin: "allowed",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "not_found",
  }],
  "Notification.settings": [{ asked: () => undefined, ...everybody }],
  "Notification.saveEmail": [{ asked: () => ({ on: false, senders: null }), ...everybody }],
  "Notification.saveBrowser": [{ asked: () => ({ tabAlerts: true, sound: false }), ...everybody }],
  "Notification.mailTexts": [{ asked: () => undefined, ...everybody }],
  "Notification.preview": [{ asked: () => ({ channel: "sms", form: "text", body: null }), ...everybody }],
  "Notification.sendTest": [{ asked: () => ({ channel: "sms", form: "text", body: null }), ...everybody }],
  // Each of one's own alone: what somebody else's id names is not there, and nothing of it changes.
  "Notice.list": [{ asked: () => ({ limit: 30 }), ...everybody }],
  "Notice.unread": [{ asked: () => undefined, ...everybody }],
  "Notice.read": [{ asked: () => ({ id: NoticeId.make(1) }), ...everybody }],
  "Notice.readAll": [{ asked: () => ({ upTo: NoticeId.make(1) }), ...everybody }],
  "Push.key": [{ asked: () => undefined, ...everybody }],
  "Push.subscribe": [{
    asked: () => ({
      endpoint: `https://fcm.googleapis.com/fcm/send/${randomUUID()}`,
      p256dh: `B${"A".repeat(86)}`,
      auth: "A".repeat(22),
    }),
    ...everybody,
  }],
  "Push.unsubscribe": [{
    asked: () => ({ endpoint: "https://fcm.googleapis.com/fcm/send/none" }),
    ...everybody,
  }],
  "User.list": [{ asked: () => undefined, ...admins }],
  "User.change": [{ asked: ({ member }) => ({ ...asSeenBefore, id: member }), ...adminsOfIt }],
  "User.switchOffSecondFactor": [{ asked: ({ member }) => ({ id: member }), ...adminsOfIt }],
  "User.invite": [{
    asked: () => ({ email: "new@x.test", name: "New", role: "standard", licensed: true }),
    ...admins,
  }],
  "User.inviteAgain": [{ asked: ({ invitation }) => ({ id: invitation }), ...adminsOfIt }],
  "User.withdrawInvitation": [{ asked: ({ invitation }) => ({ id: invitation }), ...adminsOfIt }],
  "Account.get": [{ asked: () => undefined, ...everybody }],
  "Account.rename": [{ asked: () => ({ name: "Somebody Else" }), ...everybody }],
  "Account.changePassword": [{
    asked: () => ({ password: "none", next: "a longer password" }),
    ...nobodyGuesses,
  }],
  "Account.endSession": [{ asked: () => ({ id: randomUUID() }), ...everybody }],
  "Account.endOtherSessions": [{ asked: () => undefined, ...everybody }],
  "Account.beginSecondFactor": [{ asked: () => ({ password: "none" }), ...nobodyGuesses }],
  "Account.confirmSecondFactor": [{ asked: () => ({ code: "000000" }), ...nobodyGuesses }],
  "Account.endSecondFactor": [{ asked: () => ({ password: "none" }), ...nobodyGuesses }],
  "Account.renewRecoveryCodes": [{ asked: () => ({ password: "none" }), ...nobodyGuesses }],
  "Sender.save": [{
    // It never was as the caller says: whoever may change it is told so.
    asked: ({ member, sender }) => ({
      id: sender,
      seen: { label: "Never its name", users: [], ratePerSecond: null },
      next: { label: "Another name", users: [member], ratePerSecond: null },
    }),
    admin: "changed_meanwhile",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "not_found",
  }],
  "Sender.holders": [{
    asked: ({ sender }) => ({ id: sender }),
    admin: "allowed",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "not_found",
  }],
  "Sender.add": [{
    asked: ({ account, member }) => ({
      accountId: account,
      channel: "sms" as const,
      address: `N${randomUUID().slice(0, 8)}`,
      numberId: null,
      settings: { label: "New", users: [member], ratePerSecond: null },
    }),
    ...adminsOfIt,
  }],
  "Bot.list": [{ asked: () => undefined, ...admins }],
  "Bot.add": [{
    asked: () => ({ settings: { ...aBot, name: `Bot ${randomUUID()}`.slice(0, 40) } }),
    ...admins,
    told: "what is made has a new id, a new secret and a new key",
  }],
  "Bot.change": [{ asked: ({ bot }) => ({ id: bot, seen: aBot, next: aBot }), ...adminsOfIt }],
  "Bot.renew": [{
    asked: ({ bot }) => ({ id: bot }),
    ...adminsOfIt,
  }],
  "Bot.remove": [{ asked: ({ bot }) => ({ id: bot }), ...adminsOfIt }],
  "Bot.test": [{ asked: ({ bot }) => ({ id: bot }), ...adminsOfIt }],
  // The Sender ID has no bot.
  "Bot.start": [{
    asked: ({ conversation }) => ({ id: conversation }),
    ...whoSees,
    admin: "not_possible",
    member: "not_possible",
  }],
  "Bot.end": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
  "Provider.list": [{ asked: () => undefined, ...admins }],
  "Provider.add": [{
    asked: () => ({ kind: "telnyx", settings: telnyxAccount() }),
    ...admins,
    told: "what is made has a new id",
  }],
  "Provider.change": [{
    // It never had this version: whoever may change it is told so.
    asked: ({ account }) => ({ id: account, version: 0, settings: telnyxAccount() }),
    ...adminsOfIt,
    admin: "changed_meanwhile",
  }],
  "Provider.switch": [{ asked: ({ account }) => ({ id: account, disabled: false }), ...adminsOfIt }],
  "Provider.check": [
    { asked: ({ account }) => ({ id: account, kind: "", ...noAnswer() }), ...adminsOfIt },
    {
      asked: () => ({ id: null, kind: "telnyx", ...noAnswer() }),
      ...admins,
      told: "it asks with what the caller brings",
    },
  ],
  "Provider.numbers": [{ asked: ({ account }) => ({ id: account }), ...adminsOfIt }],
  "Workspace.save": [{
    asked: ({ member }) => ({
      seen: { ...aWorkspace, name: "Never its name", defaultAdmin: null },
      next: { ...aWorkspace, defaultAdmin: member },
    }),
    admin: "changed_meanwhile",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "changed_meanwhile",
  }],
  "Simulator.follow": [{ asked: () => undefined, ...everybody, endless: true, open: demoOnly }],
  "Simulator.write": [{
    asked: ({ phone, sender }) => ({ senderId: sender, from: phone, text: "hi" }),
    ...everybody,
    foreigner: "not_found",
    open: demoOnly,
  }],
  "Simulator.switch": [{
    asked: () => ({ ...defaultSwitches, latencyMillis: 0, jitterMillis: 0 }),
    ...everybody,
  }],
  "Simulator.look": [{
    asked: ({ phone, sender }) => ({ senderId: sender, phone }),
    ...everybody,
    foreigner: "not_found",
    open: demoOnly,
  }],
  "Simulator.clearLog": [{ asked: () => undefined, ...everybody, open: demoOnly }],
  "Template.list": [
    { asked: () => templateList, ...everybody },
    {
      asked: ({ sender }) => ({ ...templateList, senderId: sender }),
      ...everybody,
      foreigner: "sender_not_yours",
      told: "which Sender IDs a workspace has, its users may know",
    },
  ],
  "Template.get": [{
    asked: ({ template }) => ({ id: template }),
    ...everybody,
    foreigner: "template_not_found",
    open: "templates are the whole workspace's",
  }],
  "Template.save": [
    {
      asked: ({ template }) => ({ edition: { id: template, version: 1 }, template: newTemplate() }),
      ...admins,
      foreigner: "template_not_found",
    },
  ],
  "Template.describe": [{
    asked: ({ template }) => ({
      edition: { id: template, version: 1 },
      type: "conversation" as const,
      fields: {},
    }),
    ...admins,
    foreigner: "template_not_found",
  }],
  "Template.archive": [{
    asked: ({ template }) => ({ edition: { id: template, version: 1 }, archived: false }),
    ...admins,
    foreigner: "template_not_found",
  }],
  "Campaign.list": [{ asked: () => ({ limit: 10, cursor: null }), ...admins }],
  "Campaign.get": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt }],
  "Campaign.save": [{
    asked: ({ campaign }) => ({ id: campaign, version: 1, draft: emptyDraft }),
    ...adminsOfIt,
  }],
  "Campaign.addRows": [{ asked: ({ campaign }) => ({ id: campaign, rows: [] }), ...adminsOfIt }],
  "Campaign.recipients": [{
    asked: ({ campaign }) => ({ id: campaign, filter: { _tag: "Ready" } as const, after: 0, limit: 10 }),
    ...adminsOfIt,
  }],
  "Campaign.start": [{
    asked: ({ campaign }) => ({ id: campaign, version: 1 }),
    ...adminsOfIt,
    admin: "not_possible",
  }],
  "Campaign.pause": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt, admin: "not_possible" }],
  "Campaign.resume": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt, admin: "not_possible" }],
  "Campaign.cancel": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt, admin: "not_possible" }],
  "Campaign.follow": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt, endless: true }],
  "Campaign.remove": [{ asked: ({ campaign }) => ({ id: campaign }), ...adminsOfIt }],
  "Template.syncs": [{ asked: () => undefined, ...everybody }],
  "Template.sync": [{ asked: () => undefined, ...admins }],
  "Template.follow": [{ asked: () => undefined, ...everybody, endless: true }],
  "Template.send": [{
    asked: ({ conversation, template }) => ({
      id: conversation,
      messageId: newMessage(),
      templateId: template,
      values: {},
    }),
    ...whoSees,
  }],
  "Template.start": [{
    asked: ({ phone, sender, template }) => ({
      senderId: sender,
      to: phone,
      name: "Not their name",
      messageId: newMessage(),
      templateId: template,
      values: {},
    }),
    admin: "allowed",
    member: "allowed",
    colleague: "sender_not_yours",
    foreigner: "sender_not_yours",
  }],
  "Template.contactOf": [{ asked: ({ conversation }) => ({ id: conversation }), ...whoSees }],
}
