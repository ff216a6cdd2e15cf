import { createRoot } from "solid-js"
import { createStore, reconcile } from "solid-js/store"
import { describe, expect, it } from "vitest"
import type { Directory } from "../../domain/inbox/DeskChange.ts"
import { openAt } from "../../domain/hours/nextOpening.ts"
import { WorkspaceId } from "../../domain/workspace/Workspace.ts"
import { userId } from "../testing/makeRow.ts"
import { withFixedHours } from "./FixedHours.ts"

const monday = Date.parse("2026-11-23T10:00:00Z")
const me = { id: userId(1), email: "d@example.com", name: "Dana", role: "standard", licensed: true } as const
const directoryOpen = (from: string, to: string): Directory => ({
  me,
  workspace: {
    id: WorkspaceId.make("00000004-0000-4000-8000-000000000001"),
    name: "Demo",
    timeZone: "UTC",
    plan: "trial",
    hours: { timeZone: "UTC", weekly: { mon: [[from, to]] }, holidays: [] },
    quietHours: null,
    waitingLimitMinutes: 60,
    demo: true,
    defaultAdmin: null,
  },
  users: [me],
  senders: [],
  quotingSenders: [],
  mmsLimits: [],
  labels: [],
  savedFilters: [],
  accountProblems: [],
  botProblems: [],
})

describe("withFixedHours", () => {
  it("HOURS-3: what the composer says follows the hours that were changed", () =>
    createRoot((dispose) => {
      const [store, setStore] = createStore({ directory: withFixedHours(directoryOpen("09:00", "17:00")) })
      const open = () => openAt(store.directory.workspace.hours, monday)
      expect(open()).toBe(true)
      setStore("directory", reconcile(withFixedHours(directoryOpen("12:00", "17:00")), { key: "id" }))
      expect(open()).toBe(false)
      dispose()
    }))
})
