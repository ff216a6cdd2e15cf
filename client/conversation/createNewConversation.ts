import { Result } from "effect"
import type { CountryCode } from "libphonenumber-js/min"
import { createMemo, createSignal } from "solid-js"
import { createStore } from "solid-js/store"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import type { Contact } from "../../domain/contact/Contact.ts"
import type { InboxRow } from "../../domain/inbox/InboxRow.ts"
import type { SendVerdict } from "../../domain/sending/SendPolicy.ts"
import type { Sender } from "../../domain/sender/Sender.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { createUploads } from "../media/createUploads.ts"
import { mmsLimitOf } from "../media/mmsLimitOf.ts"
import { useDesk } from "../sync/createDesk.ts"
import { newMessageId } from "../sync/newMessageId.ts"
import { checkNumber, isCountry, splitNumber } from "./countries.ts"
import { createProspect } from "./createProspect.ts"
import { problemText } from "./problemText.ts"
import { rowVerdict, sameVerdict } from "./rowVerdict.ts"

const defaultCountry: CountryCode = "US"

/** The fields of the New conversation dialog, what is wrong with them, and sending them. */
export const createNewConversation = (onStarted: (row: InboxRow) => void) => {
  const desk = useDesk()
  const screen = useScreen()
  const senders = () => desk.directory().senders
  const [checked, setChecked] = createSignal<"nothing" | "number" | "all">("nothing")
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const kept = screen.newConversation
  const [fields, setFields] = createStore({
    ...kept,
    country: isCountry(kept.country)
      ? kept.country
      : splitNumber(senders()[0]?.address ?? "")?.country ?? defaultCountry,
    senderId: kept.senderId ?? senders()[0]?.id ?? null,
  })
  let named: { readonly id: MessageId; readonly content: string } | null = null

  const sender = (): Sender | undefined => senders().find((it) => it.id === fields.senderId)
  const number = () => checkNumber(fields.country, fields.number)
  const numberError = () => {
    const result = number()
    return checked() !== "nothing" && "error" in result ? result.error : null
  }
  const { askAgain, prospect } = createProspect(() => {
    const to = number()
    return "number" in to && fields.senderId !== null ? { senderId: fields.senderId, to: to.number } : null
  })
  const uploads = createUploads(
    () => sender()?.channel ?? "sms",
    () => mmsLimitOf(desk.directory(), fields.senderId),
  )
  const isBlank = () => fields.text.trim() === "" && uploads.files().length === 0
  /** Whether the message may go, by what the server knows of the number; null while that is not known. */
  const verdict = createMemo(
    (): SendVerdict | null => {
      const known = prospect()
      if (!known) return null
      return rowVerdict(desk, known, {
        sending: fields.template?.registered
          ? { _tag: "Registered", state: "approved" }
          : { _tag: "Free", media: uploads.files().length > 0 },
      })
    },
    null,
    { equals: (a, b) => a === b || (a !== null && b !== null && sameVerdict(a, b)) },
  )
  const maySend = () => ["Go", "Wait"].includes(verdict()?._tag ?? "Go")
  const textError = () => checked() === "all" && isBlank() ? "Write a message." : null

  /** Repeating the same message repeats its id, so that a lost answer does not send it twice (SEND-6). */
  const messageIdFor = (content: string): MessageId => {
    if (named?.content !== content) named = { id: newMessageId(), content }
    return named.id
  }

  const keep = () => Object.assign(screen.newConversation, { ...fields })

  const send = async () => {
    setChecked("all")
    setProblem(null)
    const to = number()
    const from = sender()
    if ("error" in to || !from || isBlank() || busy() || !maySend()) return
    if (uploads.busy() || uploads.problem() !== null) return
    const files = uploads.files().flatMap(({ upload }) => upload ?? [])
    const start = {
      senderId: from.id,
      to: to.number,
      name: fields.name.trim() || null,
      text: fields.text.trim(),
      uploads: files,
    }
    setBusy(true)
    const answer = await desk.start({ ...start, messageId: messageIdFor(JSON.stringify(start)) })
    setBusy(false)
    if (Result.isFailure(answer)) {
      setProblem(problemText(answer.failure))
      return
    }
    if (fields.draftOf) screen.drafts.set(fields.draftOf, "")
    setFields({ name: "", number: "", text: "", template: null, draftOf: null })
    uploads.take()
    keep()
    onStarted(answer.success)
  }

  return {
    fields,
    setFields,
    /** A template is of one channel: with another it is chosen anew. */
    setSender: (next: Sender | undefined) => {
      const keeps = fields.template === null || fields.template.channel === next?.channel
      setFields({ senderId: next?.id ?? null, ...(keeps ? {} : { template: null }) })
    },
    senders,
    sender,
    numberError,
    textError,
    uploads,
    prospect,
    verdict,
    askAgain,
    /** Whether nothing that was typed and chosen, or is known of the number, stands in the way of sending. */
    mayGo: () =>
      maySend() && (fields.template !== null || !isBlank()) && !uploads.busy() && uploads.problem() === null,
    /** Fills in who it is and their number. */
    pick: (contact: Contact) => {
      const [phone = ""] = contact.phones
      const split = splitNumber(phone)
      const number = split ? { country: split.country, number: split.national } : { number: phone }
      setFields({ name: contact.name, ...number })
    },
    problem,
    busy,
    /** Takes what was typed; a full number is split into country and number. */
    typeNumber: (typed: string) => {
      const split = splitNumber(typed)
      if (split) setFields({ country: split.country, number: split.national })
      else setFields("number", typed)
    },
    /** Whether it is known from whom and to whom a template would go; says at the field what is not. */
    isAddressed: () => {
      setChecked("number")
      return "number" in number() && sender() !== undefined
    },
    /** Keeps the fields for the next time the dialog opens. */
    keep,
    send,
  }
}
