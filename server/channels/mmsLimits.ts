import type { FilesLimit } from "../../domain/media/FilesLimit.ts"
import type { ProviderAccount } from "./ProviderAccount.ts"

const megabyte = 1024 * 1024

/** What providers take of an MMS, where it is less than the desk lets through (provider-facts, 4). */
export const mmsLimits: Readonly<Partial<Record<ProviderAccount["credentials"]["kind"], FilesLimit>>> = {
  vonage: { each: 2 * megabyte },
  telnyx: { inAll: megabyte },
}
