import { Effect, Schema } from "effect"
import { Address } from "../../domain/contact/Address.ts"
import { holidaysMax, KnownTimeZone, LocalDate, WeeklyHours } from "../../domain/hours/BusinessHours.ts"
import { languageTag } from "../../domain/language/languageTag.ts"
import { BotSettings } from "../../domain/rpc/BotRpcs.ts"
import { Channel, SenderId } from "../../domain/sender/Sender.ts"
import { OwnTemplate } from "../../domain/template/OwnTemplate.ts"
import { TemplateType } from "../../domain/template/Template.ts"
import { Role } from "../../domain/user/User.ts"
import { Plan } from "../../domain/workspace/Workspace.ts"
import {
  TelnyxCredentials,
  TwilioCredentials,
  VonageCredentials,
  WhatsAppCredentials,
} from "../channels/ProviderAccount.ts"

const text = (expected: string, holds: (value: string) => boolean) =>
  Schema.String.check(Schema.makeFilter((value: string) => holds(value) || `expected ${expected}`))

const orDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

const Name = text("some text", (value) => value.trim() !== "")
const Email = text(
  "an e-mail address",
  (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) && value.length <= 254,
)
/** Made part of addresses of webhooks, thus without characters that would need escaping there. */
const Id = text("1 to 64 letters, digits, - or _", (value) => /^[\w-]{1,64}$/.test(value))
const BaseUrl = text(
  "an address that starts with http:// or https://",
  (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
)
const providerFields = { id: Id, baseUrl: Schema.optionalKey(BaseUrl) }

const Provider = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("twilio"), ...providerFields, ...TwilioCredentials.fields }),
  Schema.Struct({ kind: Schema.Literal("whatsapp"), ...providerFields, ...WhatsAppCredentials.fields }),
  Schema.Struct({ kind: Schema.Literal("vonage"), ...providerFields, ...VonageCredentials.fields }),
  Schema.Struct({ kind: Schema.Literal("telnyx"), ...providerFields, ...TelnyxCredentials.fields }),
  Schema.Struct({ kind: Schema.Literal("simulator"), ...providerFields }),
])

/** A workspace as an operator writes it (README, "A workspace of your own"). */
export const SeedFile = Schema.Struct({
  workspace: Schema.Struct({
    name: Name,
    timeZone: KnownTimeZone,
    plan: orDefault(Plan, "trial"),
    /** Left out: always open. A day left out: closed. */
    hours: Schema.optionalKey(WeeklyHours),
    holidays: orDefault(Schema.Array(LocalDate).check(Schema.isMaxLength(holidaysMax)), []),
    defaultAdmin: Schema.optionalKey(Email),
  }),
  users: Schema.Array(Schema.Struct({
    email: Email,
    name: Name,
    role: Role,
    licensed: orDefault(Schema.Boolean, true),
    password: Schema.optionalKey(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(128))),
    apiKey: Schema.optionalKey(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(256))),
  })).check(Schema.isMinLength(1)),
  providers: orDefault(Schema.Array(Provider), []),
  senders: orDefault(
    Schema.Array(Schema.Struct({
      id: SenderId,
      label: Name,
      channel: Channel,
      address: Address,
      phoneNumberId: Schema.optionalKey(Name),
      provider: Id,
      users: orDefault(Schema.Array(Email), []),
    })),
    [],
  ),
  bots: orDefault(
    Schema.Array(Schema.Struct({
      name: Name,
      url: BaseUrl,
      secret: text("whsec_ and a key in base64", (value) => /^whsec_[A-Za-z0-9+/]{20,}={0,2}$/.test(value)),
      apiKey: text("bot_ and 16 or more characters", (value) => /^bot_\S{16,256}$/.test(value)),
      timeLimitSeconds: orDefault(BotSettings.fields.timeLimitSeconds, 5),
      quietHours: orDefault(BotSettings.fields.quietHours, 8),
      /** The Sender IDs on which it answers first. */
      senders: orDefault(Schema.Array(SenderId), []),
    })),
    [],
  ),
  contacts: orDefault(
    Schema.Array(Schema.Struct({
      name: Name,
      phones: Schema.Array(Address).check(Schema.isMinLength(1)),
      language: Schema.optionalKey(
        text("a language such as en or pt-BR", (value) => languageTag(value) !== null),
      ),
    })),
    [],
  ),
  consents: orDefault(
    Schema.Array(Schema.Struct({
      phone: Address,
      channel: Channel,
      source: Name,
      at: text('a time such as "2026-01-01T00:00:00Z"', (value) => !Number.isNaN(Date.parse(value))),
    })),
    [],
  ),
  templates: orDefault(
    Schema.Array(Schema.Struct({
      name: Name,
      channel: Channel,
      type: TemplateType,
      language: orDefault(OwnTemplate.fields.language, "en"),
      text: Name,
    })),
    [],
  ),
})
export type SeedFile = typeof SeedFile.Type
