import { Result } from "effect"
import type { CountryCode } from "libphonenumber-js/min"
import { createSignal } from "solid-js"
import { createStore } from "solid-js/store"
import {
  type Contact,
  type ContactEdition,
  contactPhonesMax,
  emailPattern,
} from "../../domain/contact/Contact.ts"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import { checkNumber, isCountry, splitNumber } from "../conversation/countries.ts"
import { problemText } from "../conversation/problemText.ts"
import { useDesk } from "../sync/createDesk.ts"

const defaultCountry: CountryCode = "US"

/** One number of the form: typed by country and number, or an address that stays as it is. */
export interface PhoneLine {
  readonly fixed: string | null
  country: CountryCode
  number: string
}

export interface ContactFormStart {
  readonly name: string
  readonly phones: ReadonlyArray<string>
  readonly email: string | null
  readonly language: string | null
  /** Null for a new contact. */
  readonly edition: ContactEdition | null
  /** Numbers that are shown and not typed: the one of the conversation that it is saved from. */
  readonly fixed?: ReadonlyArray<string> | undefined
  readonly conversationId: ConversationId | null
}

export const emptyContact: ContactFormStart = {
  name: "",
  phones: [],
  email: null,
  language: null,
  edition: null,
  conversationId: null,
}

/** A contact as the form takes it up. */
export const startFrom = (contact: Contact): ContactFormStart => ({
  name: contact.name,
  phones: contact.phones,
  email: contact.email,
  language: contact.language,
  edition: { id: contact.id, version: contact.version },
  conversationId: null,
})

const emailErrorOf = (email: string): string | null => {
  const text = email.trim()
  if (text === "" || emailPattern.test(text)) return null
  return /^[^\s@]+@[^\s@.]+\.?$/.test(text)
    ? "Add the part after the dot, for example .com"
    : "Write an address such as name@example.com."
}

export type ContactForm = ReturnType<typeof createContactForm>

/** The fields of a contact, what is wrong with them, and saving them. */
export const createContactForm = (start: ContactFormStart, onSaved: (contact: Contact) => void) => {
  const desk = useDesk()
  const home = () => splitNumber(desk.directory().senders[0]?.address ?? "")?.country ?? defaultCountry
  const lineOf = (phone: string): PhoneLine => {
    const split = start.fixed?.includes(phone) ? null : splitNumber(phone)
    return split
      ? { fixed: null, country: split.country, number: split.national }
      : { fixed: phone, country: home(), number: "" }
  }
  const emptyLine = (): PhoneLine => ({ fixed: null, country: home(), number: "" })
  const fieldsOf = (from: Pick<ContactFormStart, "name" | "email" | "language" | "phones">) => ({
    name: from.name,
    email: from.email ?? "",
    language: from.language ?? "",
    phones: from.phones.length > 0 ? from.phones.map(lineOf) : [emptyLine()],
  })

  const [fields, setFields] = createStore(fieldsOf(start))
  const [edition, setEdition] = createSignal(start.edition)
  const [left, setLeft] = createSignal<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string | null>(null)
  const [clash, setClash] = createSignal<{ readonly phone: string; readonly contact: Contact | null } | null>(
    null,
  )
  const [newer, setNewer] = createSignal<Contact | null>(null)
  const [edited, setEdited] = createSignal(false)

  const isLeft = (field: string) => left().has(field)
  const leave = (field: string) => setLeft((before) => new Set(before).add(field))
  const numberOf = (line: PhoneLine) =>
    line.fixed === null ? checkNumber(line.country, line.number) : { number: line.fixed }
  const phoneError = (index: number): string | null => {
    const line = fields.phones[index]
    const number = line && isLeft(`phone ${index}`) ? numberOf(line) : null
    return number && "error" in number ? number.error : null
  }

  const touch = () => {
    setEdited(true)
    setProblem(null)
    setClash(null)
  }

  const numbers = (): ReadonlyArray<string> | null => {
    const found = fields.phones.map(numberOf).map((one) => "number" in one ? one.number : null)
    return found.includes(null) ? null : found.filter((one) => one !== null)
  }

  const isRight = () => fields.name.trim() !== "" && emailErrorOf(fields.email) === null && numbers() !== null

  const save = async () => {
    setLeft(new Set(["name", "email", ...fields.phones.map((_, index) => `phone ${index}`)]))
    const phones = numbers()
    if (!isRight() || phones === null || busy()) return
    setBusy(true)
    const answer = await desk.link.ask((client) =>
      client["Contact.save"]({
        edition: edition(),
        fields: {
          name: fields.name.trim(),
          phones,
          email: fields.email.trim() || null,
          language: fields.language || null,
        },
        conversationId: start.conversationId,
      })
    )
    setBusy(false)
    if (Result.isFailure(answer)) return void setProblem(problemText(answer.failure))
    const outcome = answer.success
    switch (outcome._tag) {
      case "Saved":
        setEdited(false)
        return onSaved(outcome.contact)
      case "NumberTaken":
        return void setClash({ phone: outcome.phone, contact: outcome.contact })
      case "Changed":
        return void setNewer(outcome.contact)
    }
  }

  return {
    fields,
    edited,
    busy,
    problem,
    clash,
    newer,
    isFixed: (index: number) => fields.phones[index]?.fixed ?? null,
    nameError: () => isLeft("name") && fields.name.trim() === "" ? "Enter the name." : null,
    emailError: () => isLeft("email") ? emailErrorOf(fields.email) : null,
    phoneError,
    leave,
    setName: (name: string) => {
      touch()
      setFields("name", name)
    },
    setEmail: (email: string) => {
      touch()
      setFields("email", email)
    },
    setLanguage: (language: string) => {
      touch()
      setFields("language", language)
    },
    setCountry: (index: number, country: string) => {
      if (!isCountry(country)) return
      touch()
      setFields("phones", index, "country", country)
    },
    /** Takes what was typed; a full number is split into country and number. */
    setNumber: (index: number, typed: string) => {
      touch()
      const split = splitNumber(typed)
      if (split) setFields("phones", index, { country: split.country, number: split.national })
      else setFields("phones", index, "number", typed)
    },
    /** The number of the conversation that it is saved from stays. */
    mayRemove: (index: number) =>
      fields.phones.length > 1 && !start.fixed?.some((one) => one === fields.phones[index]?.fixed),
    mayAdd: () => fields.phones.length < contactPhonesMax,
    addPhone: () => {
      touch()
      setFields("phones", fields.phones.length, emptyLine())
    },
    removePhone: (index: number) => {
      touch()
      setFields("phones", (lines) => lines.filter((_, at) => at !== index))
    },
    /** After "changed by someone else": what they saved, or once more what stands here. */
    takeNewer: () => {
      const contact = newer()
      if (!contact) return
      setFields(fieldsOf(contact))
      setEdition({ id: contact.id, version: contact.version })
      setNewer(null)
      setEdited(false)
    },
    saveOver: () => {
      const contact = newer()
      if (!contact) return
      setEdition({ id: contact.id, version: contact.version })
      setNewer(null)
      void save()
    },
    save,
  }
}
