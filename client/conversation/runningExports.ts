import { Option, Schema } from "effect"
import { type TranscriptId, TranscriptRequest } from "../../domain/transcript/TranscriptRequest.ts"
import type { UserId } from "../../domain/user/User.ts"

const RunningExport = Schema.Struct({
  request: TranscriptRequest,
  /** Whose conversation it is, in words. */
  who: Schema.String,
})
export type RunningExport = typeof RunningExport.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Array(RunningExport)))

const keyOf = (user: UserId) => `desk:exports:${user}`

/** Whether this tab has exports to follow, without what reads them. */
export const hasRunningExports = (user: UserId): boolean => sessionStorage.getItem(keyOf(user)) !== null

/** The exports that this tab follows, also after a reload of it. */
export const runningExports = (user: UserId) => {
  const key = keyOf(user)
  const all = (): ReadonlyArray<RunningExport> =>
    Option.getOrElse(decode(sessionStorage.getItem(key)), () => [])
  const keep = (exports: ReadonlyArray<RunningExport>): void =>
    exports.length === 0
      ? sessionStorage.removeItem(key)
      : sessionStorage.setItem(key, JSON.stringify(exports))
  return {
    all,
    remember: (one: RunningExport) => keep([...all(), one]),
    forget: (id: TranscriptId) => keep(all().filter(({ request }) => request.id !== id)),
  }
}
