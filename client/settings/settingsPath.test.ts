import { assert, describe, it } from "vitest"
import { parseSettingsPath, settingsPath } from "./settingsPath.ts"

describe("addresses of the settings", () => {
  it.each([
    ["/settings", { page: null, open: null }],
    ["/settings/senders", { page: "senders", open: null }],
    ["/settings/senders/own%2Fline", { page: "senders", open: "own/line" }],
  ])("ADMIN-1: %s is what it shows, and back", (path, place) => {
    assert.deepStrictEqual(parseSettingsPath(path), place)
    assert.strictEqual(settingsPath(place.page, place.open), path)
  })

  it("ADMIN-1: other pages and malformed parts show nothing of them", () => {
    assert.isNull(parseSettingsPath("/inbox/settings"))
    assert.deepStrictEqual(parseSettingsPath("/settings/senders/%E0%A4"), { page: "senders", open: null })
  })
})
