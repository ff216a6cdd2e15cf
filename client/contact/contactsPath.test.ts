import { assert, describe, it } from "@effect/vitest"
import { ContactId } from "../../domain/contact/Contact.ts"
import { contactsPath, parseContactsPath } from "./contactsPath.ts"

const id = ContactId.make("00000009-0000-4000-8000-000000000001")

describe("contactsPath", () => {
  it.each([null, "new", id] as const)("reads back the page with %s open", (open) => {
    assert.deepStrictEqual(parseContactsPath(contactsPath(open)), { open })
  })

  it("shows the table where the contact's id is none, and is no other page", () => {
    assert.deepStrictEqual(parseContactsPath("/contacts/42"), { open: null })
    assert.isNull(parseContactsPath("/inbox"))
  })
})
