import { Schema } from "effect"
import type { WorkspaceId } from "../../domain/workspace/Workspace.ts"

/** Credentials by provider kind, opened; at rest they are sealed (ADMIN-2). */
export const TwilioCredentials = Schema.Struct({
  accountSid: Schema.NonEmptyString,
  authToken: Schema.NonEmptyString,
})
export type TwilioCredentials = typeof TwilioCredentials.Type

export const WhatsAppCredentials = Schema.Struct({
  appSecret: Schema.NonEmptyString,
  verifyToken: Schema.NonEmptyString,
  accessToken: Schema.NonEmptyString,
  businessAccountId: Schema.NonEmptyString,
})
export type WhatsAppCredentials = typeof WhatsAppCredentials.Type

export const VonageCredentials = Schema.Struct({
  apiKey: Schema.NonEmptyString,
  apiSecret: Schema.NonEmptyString,
  signatureSecret: Schema.NonEmptyString,
  applicationId: Schema.NonEmptyString,
})
export type VonageCredentials = typeof VonageCredentials.Type

export const TelnyxCredentials = Schema.Struct({
  apiKey: Schema.NonEmptyString,
  /** Base64 of 32 bytes, as Telnyx's portal shows it. */
  publicKey: Schema.NonEmptyString,
  /** Needed where a Sender ID is a name and no number. */
  messagingProfileId: Schema.optionalKey(Schema.NonEmptyString),
})
export type TelnyxCredentials = typeof TelnyxCredentials.Type

export const ProviderCredentials = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("twilio"), ...TwilioCredentials.fields }),
  Schema.Struct({ kind: Schema.Literal("whatsapp"), ...WhatsAppCredentials.fields }),
  Schema.Struct({ kind: Schema.Literal("vonage"), ...VonageCredentials.fields }),
  Schema.Struct({ kind: Schema.Literal("telnyx"), ...TelnyxCredentials.fields }),
  Schema.Struct({ kind: Schema.Literal("simulator") }),
])
export type ProviderCredentials = typeof ProviderCredentials.Type

/** An account at a provider, with which a workspace sends and receives. */
export interface ProviderAccount {
  readonly id: string
  readonly workspaceId: WorkspaceId
  /** Null: the provider's own address. */
  readonly baseUrl: string | null
  readonly credentials: ProviderCredentials
}

/** Whether the provider takes from us which message an answer quotes. */
export const passesQuotes = ({ credentials }: ProviderAccount): boolean => credentials.kind === "whatsapp"
