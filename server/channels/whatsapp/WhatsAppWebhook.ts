import { Option, Schema } from "effect"
import { Address } from "../../../domain/contact/Address.ts"
import type { ReportedStatus } from "../../../domain/conversation/ConversationCommand.ts"
import type { ChannelUpdate, SenderAddress, WebhookReading } from "../ChannelAdapter.ts"
import { cleanText } from "../cleanText.ts"
import { readMessageReference } from "../messageReference.ts"
import { readWhatsAppContent, typeOf, type WireMessage } from "./readWhatsAppContent.ts"
import { readTemplateUpdate } from "./readTemplateUpdate.ts"
import { whatsAppError } from "./WhatsAppErrors.ts"
import { readRestriction } from "./readRestriction.ts"

/** Meta puts at most so many updates into one request (provider-facts, 1). */
const updatesMax = 1000
const detailLengthMax = 300
const unreadMax = 20

const Words = Schema.optionalKey(Schema.NullOr(Schema.String))
const Objects = Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Record(Schema.String, Schema.Unknown))))
const Envelope = Schema.fromJsonString(Schema.Struct({
  // Meta's own samples leave it out now and then.
  object: Schema.optionalKey(Schema.Literal("whatsapp_business_account")),
  entry: Schema.Array(Schema.Unknown),
}))
const Entry = Schema.Struct({
  changes: Schema.Array(Schema.Unknown),
  time: Schema.optionalKey(Schema.Unknown),
})
const Change = Schema.Struct({ field: Schema.String, value: Schema.Record(Schema.String, Schema.Unknown) })
const Metadata = Schema.Struct({ display_phone_number: Schema.String, phone_number_id: Words })
const Contact = Schema.Struct({
  wa_id: Words,
  user_id: Words,
  profile: Schema.optionalKey(Schema.NullOr(Schema.Struct({ name: Words, username: Words }))),
})
/** Meta's ids are plain characters. */
const ProviderId = Schema.String.check(Schema.isPattern(/^[!-~]{1,256}$/))
const MessageHead = Schema.Struct({
  id: ProviderId,
  from: Words,
  from_user_id: Words,
  to: Words,
  timestamp: Schema.Unknown,
})
const ErrorPart = Schema.Struct({
  code: Schema.optionalKey(Schema.Unknown),
  title: Words,
  message: Words,
  error_data: Schema.optionalKey(Schema.NullOr(Schema.Struct({ details: Words }))),
})
const StatusPart = Schema.Struct({
  id: ProviderId,
  status: Schema.String,
  errors: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Unknown))),
  biz_opaque_callback_data: Words,
})
const PreferencePart = Schema.Struct({ wa_id: Words, user_id: Words, value: Schema.String })

type Value = Readonly<Record<string, unknown>>
interface Reading {
  readonly updates: Array<ChannelUpdate>
  readonly unread: Array<string>
}

const decodeEnvelope = Schema.decodeUnknownOption(Envelope)
const decodeAddress = Schema.decodeUnknownOption(Address)
const decode = <A>(schema: Schema.Decoder<A>, value: unknown): A | null =>
  Option.getOrNull(Schema.decodeUnknownOption(schema)(value))

const decodeObjects = (value: unknown): ReadonlyArray<WireMessage> | null =>
  value === undefined || value === null ? [] : decode(Objects, value) ?? null

/** Meta writes numbers without the plus; a business-scoped id stands for someone who hides their number. */
const addressOf = (phone: string | null | undefined, userId: string | null | undefined): Address | null => {
  const digits = (phone ?? "").trim()
  const raw = /^\d{5,20}$/.test(digits) ? `+${digits}` : digits || (userId ?? "").trim()
  return Option.getOrNull(decodeAddress(cleanText(raw, 129)))
}

const businessOf = (value: Value): SenderAddress | null => {
  const metadata = decode(Metadata, value["metadata"])
  const address = addressOf(metadata?.display_phone_number, null)
  return metadata && address
    ? { channel: "whatsapp", to: address, toId: cleanText(metadata.phone_number_id, 128) || null }
    : null
}

/** Seconds since 1970, as text; a time that no calendar has is none. */
const timeOf = (timestamp: unknown): number | null => {
  const seconds = typeof timestamp === "number"
    ? timestamp
    : /^\d{1,12}$/.test(String(timestamp))
    ? Number(timestamp)
    : NaN
  const millis = Math.trunc(seconds * 1000)
  return Number.isSafeInteger(millis) && millis > 0 && millis < Date.UTC(9999, 0) ? millis : null
}

const contactsIn = (value: Value): ReadonlyArray<typeof Contact.Type> =>
  (decodeObjects(value["contacts"]) ?? []).flatMap((one) => decode(Contact, one) ?? [])

/** Who wrote, among the contacts of the request. */
const contactOf = (value: Value, from: Address): typeof Contact.Type | undefined =>
  contactsIn(value).find(({ user_id, wa_id }) =>
    [addressOf(wa_id, user_id), addressOf(null, user_id)].includes(from)
  )

const profileNameOf = (value: Value, from: Address): string | null => {
  const [only, ...others] = contactsIn(value)
  const profile = (contactOf(value, from) ?? (others.length === 0 ? only : undefined))?.profile
  return cleanText(profile?.name ?? profile?.username, 200).trim() || null
}

/** By what else the sender is known than by the address that counts. */
const aliasesOf = (from: Address, ids: ReadonlyArray<string | null | undefined>): ReadonlyArray<Address> =>
  [...new Set(ids.flatMap((id) => addressOf(null, id) ?? []))].filter((one) => one !== from)

const SystemPart = Schema.Struct({ type: Words, wa_id: Words, new_wa_id: Words })

/** WhatsApp's word that a customer has another number now; null for every other message. */
const newNumberIn = (message: WireMessage): Address | null => {
  const system = typeOf(message) === "system" ? decode(SystemPart, message["system"]) : null
  return system !== null && /changed_number$/.test(system.type ?? "")
    ? addressOf(system.wa_id ?? system.new_wa_id, null)
    : null
}

const readMessages = (value: Value, reading: Reading): void => {
  const messages = decodeObjects(value["messages"])
  if (messages === null) reading.unread.push("messages: expected a list of objects")
  if (messages === null || messages.length === 0) return
  const business = businessOf(value)
  for (const message of messages) {
    const head = decode(MessageHead, { timestamp: null, ...message })
    const from = addressOf(head?.from, head?.from_user_id)
    if (head === null || from === null || business === null) {
      reading.unread.push(`a message of type "${typeOf(message)}" without id, sender or receiver`)
      continue
    }
    const aliases = aliasesOf(from, [head.from_user_id, contactOf(value, from)?.user_id])
    const movedTo = newNumberIn(message)
    reading.updates.push({
      _tag: "InboundMessage",
      ...business,
      from,
      ...(aliases.length === 0 ? {} : { aliases }),
      ...(movedTo === null || movedTo === from ? {} : { movedTo }),
      providerId: head.id,
      providerAt: timeOf(head.timestamp),
      profileName: profileNameOf(value, from),
      content: readWhatsAppContent(message),
      optOut: null,
    })
  }
}

/** Null: known, but no news. A voice message that was played was read. */
const statuses: ReadonlyMap<string, ReportedStatus | null> = new Map([
  ["accepted", null],
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "read"],
  ["failed", "failed"],
  ["deleted", null],
  ["warning", null],
])

const errorOf = (errors: ReadonlyArray<unknown> | null | undefined, reference: string) => {
  const error = decode(ErrorPart, errors?.[0])
  const code = Number(error?.code ?? Number.NaN)
  return whatsAppError(
    Number.isSafeInteger(code) ? code : null,
    error?.error_data?.details ?? error?.message ?? error?.title ?? null,
    reference,
  )
}

const readStatuses = (value: Value, reading: Reading): void => {
  const found = decodeObjects(value["statuses"])
  if (found === null) reading.unread.push("statuses: expected a list of objects")
  for (const one of found ?? []) {
    // Of money, not of a message.
    if (one["type"] === "payment") continue
    const part = decode(StatusPart, one)
    const status = part === null ? undefined : statuses.get(part.status)
    if (part === null || status === undefined) {
      reading.unread.push(
        `a status "${cleanText(String(one["status"]), 40)}" that is not known, or without id`,
      )
    } else if (status !== null) {
      reading.updates.push({
        _tag: "StatusUpdate",
        message: readMessageReference(part.biz_opaque_callback_data),
        providerId: part.id,
        status,
        error: status === "failed" ? errorOf(part.errors, part.id.slice(-8)) : null,
      })
    }
  }
}

const readEchoes = (value: Value, reading: Reading): void => {
  const echoes = decodeObjects(value["message_echoes"])
  if (echoes === null) reading.unread.push("message_echoes: expected a list of objects")
  for (const message of echoes ?? []) {
    const head = decode(MessageHead, { timestamp: null, ...message })
    const to = addressOf(head?.to, null)
    const business = businessOf(value)
    if (head === null || to === null || business === null) {
      reading.unread.push("an echo without id, sender or receiver")
      continue
    }
    reading.updates.push({
      _tag: "EchoedMessage",
      ...business,
      customer: to,
      providerId: head.id,
      providerAt: timeOf(head.timestamp),
      content: readWhatsAppContent(message),
    })
  }
}

const CallPart = Schema.Struct({
  id: ProviderId,
  from: Words,
  from_user_id: Words,
  event: Words,
  direction: Words,
  timestamp: Schema.Unknown,
})

/** A customer who calls wants to be answered, and opens the window like one who writes (provider-facts, 7). */
const readCalls = (value: Value, reading: Reading): void => {
  const calls = decodeObjects(value["calls"])
  if (calls === null) reading.unread.push("calls: expected a list of objects")
  for (const one of calls ?? []) {
    const call = decode(CallPart, { timestamp: null, ...one })
    // It is told of when it begins; how it went on is no news.
    if (call !== null && (call.event !== "connect" || call.direction === "BUSINESS_INITIATED")) continue
    const from = addressOf(call?.from, call?.from_user_id)
    const business = businessOf(value)
    if (call === null || from === null || business === null) {
      reading.unread.push("a call without id, caller or receiver")
      continue
    }
    const aliases = aliasesOf(from, [call.from_user_id, contactOf(value, from)?.user_id])
    reading.updates.push({
      _tag: "InboundMessage",
      ...business,
      from,
      ...(aliases.length === 0 ? {} : { aliases }),
      providerId: call.id,
      providerAt: timeOf(call.timestamp),
      profileName: profileNameOf(value, from),
      content: {
        kind: "system",
        text: "The customer called on WhatsApp. Calls cannot be taken here.",
        media: [],
      },
      optOut: null,
    })
  }
}

/** OPT-4: who stops marketing messages is opted out here altogether; a refusal is not to be read narrowly. */
const readPreferences = (value: Value, reading: Reading): void => {
  const preferences = decodeObjects(value["user_preferences"])
  if (preferences === null) reading.unread.push("user_preferences: expected a list of objects")
  for (const one of preferences ?? []) {
    const part = decode(PreferencePart, one)
    const from = addressOf(part?.wa_id, part?.user_id)
    const business = businessOf(value)
    if (part === null || from === null || business === null || !/^(stop|resume)$/.test(part.value)) {
      reading.unread.push("a preference of a user that is not known")
      continue
    }
    const aliases = aliasesOf(from, [part.user_id])
    reading.updates.push({
      _tag: "OptOutUpdate",
      ...business,
      from,
      ...(aliases.length === 0 ? {} : { aliases }),
      optedOut: part.value === "stop",
    })
  }
}

const noticeTexts: Readonly<Record<string, string>> = {
  history: "WhatsApp offered the history of chats on the phone. The desk begins with new messages.",
  smb_app_state_sync: "WhatsApp told of a contact on the phone. The desk has contacts of its own.",
  user_id_update: "WhatsApp gave a customer another id. Their next message tells the desk.",
  flows: "WhatsApp tells of a form.",
  account_settings_update: "WhatsApp changed settings of a number.",
  account_alerts: "WhatsApp has an alert for this account.",
  account_review_update: "WhatsApp reviewed this account.",
  account_update: "WhatsApp changed the state of this account.",
  business_capability_update: "WhatsApp changed the limits of this account.",
  phone_number_name_update: "WhatsApp decided about the display name of a number.",
  message_template_components_update: "WhatsApp changed the text of a template.",
  message_template_quality_update: "WhatsApp changed the quality of a template.",
  message_template_status_update: "WhatsApp changed the state of a template.",
  phone_number_quality_update: "WhatsApp changed the quality or limit of a number.",
  template_category_update: "WhatsApp moves a template to another category.",
  security: "WhatsApp tells of a change of this account's security settings.",
}

/** What a notice is about, in the provider's own few words, so that an admin can look it up. */
const noticeDetail = (value: Value): string =>
  [
    "event",
    "message_template_name",
    "message_template_language",
    "new_quality_score",
    "new_category",
    "decision",
    "current_limit",
    "phone_number",
    "display_phone_number",
    "ban_info",
    "violation_info",
    "restriction_info",
    "alert_info",
    "errors",
  ]
    .flatMap((name) =>
      value[name] === undefined || value[name] === null ? [] : [`${name}: ${JSON.stringify(value[name])}`]
    )
    .join(", ")

const bad =
  /RESTRICT|DISABLE|BAN|COMPROMISED|SUSPEND|LOCKED|VIOLATION|DOWNGRADE|FLAGGED|CRITICAL|WARNING|REJECTED|DELETED|errors/i

const notice = (field: string, value: Value): ChannelUpdate => {
  const detail = cleanText(noticeDetail(value), 1000)
  const restriction = readRestriction(field, value)
  return {
    _tag: "AccountNotice",
    topic: cleanText(field, 64),
    severity: bad.test(detail) && !restriction?.lifted ? "warning" : "info",
    text: `${noticeTexts[field] ?? "WhatsApp tells something about this account."} ${detail}`.trim(),
    ...(restriction === undefined ? {} : { restriction }),
  }
}

const readChange = (field: string, value: Value, at: number | null, reading: Reading): void => {
  switch (field) {
    case "messages":
      readMessages(value, reading)
      readStatuses(value, reading)
      if (Array.isArray(value["errors"]) && value["errors"].length > 0) {
        reading.updates.push(notice(field, value))
      }
      return
    case "calls":
      return readCalls(value, reading)
    case "message_echoes":
    case "smb_message_echoes":
      return readEchoes(value, reading)
    case "user_preferences":
      return readPreferences(value, reading)
  }
  const template = readTemplateUpdate(field, value, at)
  if (template) reading.updates.push(template)
  reading.updates.push(notice(field, value))
}

/** What a verified body of Meta's says; each of its parts stands for itself (HOOK-2, HOOK-3). */
export const readWhatsAppBody = (body: Uint8Array): WebhookReading => {
  const envelope = Option.getOrNull(decodeEnvelope(new TextDecoder().decode(body)))
  if (envelope === null) {
    return {
      _tag: "Malformed",
      detail: 'Expected JSON with "object": "whatsapp_business_account" and "entry".',
    }
  }
  const reading: Reading = { updates: [], unread: [] }
  for (const one of envelope.entry) {
    const entry = decode(Entry, one)
    if (entry === null) reading.unread.push("an entry without changes")
    for (const each of entry?.changes ?? []) {
      const change = decode(Change, each)
      if (change === null) reading.unread.push("a change without field or value")
      else readChange(change.field, change.value, timeOf(entry?.time), reading)
    }
  }
  if (reading.updates.length > updatesMax) {
    return { _tag: "Malformed", detail: `More than ${updatesMax} updates in one request.` }
  }
  const [firstUnread] = reading.unread
  if (firstUnread !== undefined && reading.updates.length === 0) {
    return { _tag: "Malformed", detail: firstUnread.slice(0, detailLengthMax) }
  }
  return { _tag: "Updates", updates: reading.updates, unread: reading.unread.slice(0, unreadMax) }
}
