import { Schema } from "effect"
import { TranscriptRequest } from "../../domain/transcript/TranscriptRequest.ts"
import { rememberedInTab } from "../sync/rememberedInTab.ts"

const RunningExport = Schema.Struct({
  request: TranscriptRequest,
  /** Whose conversation it is, in words. */
  who: Schema.String,
})
export type RunningExport = typeof RunningExport.Type

/** The exports that this tab follows, also after a reload of it. */
export const runningExports = rememberedInTab("exports", RunningExport, ({ request }) => request.id)
