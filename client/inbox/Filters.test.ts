import { describe, expect, it } from "vitest"
import { LabelId } from "../../domain/label/Label.ts"
import { filterOf, filterQuery, type Filters, filtersIn, noFilters } from "./Filters.ts"

const label = LabelId.make("00000000-0000-4000-8000-000000000001")
const queryOf = (change: Partial<Filters>) => filterQuery(filterOf({ ...noFilters, ...change }))

describe("filters in the address", () => {
  it("LIFE-3: every filter but the search is in the address, and read from it again", () => {
    for (const unreadOnly of [false, true]) {
      for (const channel of [null, "sms", "whatsapp"] as const) {
        for (const aside of [null, "done", "snoozed"] as const) {
          for (const one of [null, label]) {
            const filters = { ...noFilters, unreadOnly, channel, aside, label: one }
            expect(filtersIn(queryOf(filters))).toEqual(filters)
          }
        }
      }
    }
    expect(filtersIn(queryOf({ pinnedOnly: true }))).toEqual({ ...noFilters, pinnedOnly: true })
    expect(queryOf({ search: "Elena" })).toBe("")
  })

  it("LIFE-3: what is no filter counts as none", () => {
    expect(filtersIn("?unread=yes&channel=fax&show=all&label=VIP&x")).toEqual(noFilters)
  })
})
