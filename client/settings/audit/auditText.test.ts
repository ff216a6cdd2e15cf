import { assert, describe, it } from "vitest"
import { UserId } from "../../../domain/user/User.ts"
import { auditDetailText } from "./auditText.ts"

const dana = UserId.make("036b02eb-2fad-4e84-a442-a42f79852445")
const omar = UserId.make("8ea1b62d-a203-4075-89d7-c538a1846f68")
const nameOf = (user: UserId) => user === dana ? "Dana" : "Omar"

describe("what the audit log says was changed", () => {
  it.each([
    [{}, ""],
    [{ to: dana, from: null }, "To Dana"],
    [{ to: dana, from: omar }, "From Omar to Dana"],
    [
      {
        changes: [
          { what: "Label", before: "Parcel Care", after: "Parcel help" },
          { what: "Shared with", before: null, after: "Dana" },
          { what: "Shared with", before: "Omar", after: null },
        ],
      },
      "Label: Parcel Care → Parcel help · Shared with: added Dana · Shared with: removed Omar",
    ],
    [{ note: "231 added." }, "231 added."],
  ])("ADMIN-3: %j is told as %s", (detail, text) => {
    assert.strictEqual(auditDetailText({ detail }, nameOf), text)
  })
})
