import { Buffer } from "node:buffer"
import { readFile } from "node:fs/promises"
import type { Page } from "playwright"
import pg from "pg"
import { assert, describe, it } from "vitest"
import { useBrowser } from "../../test/Browser.ts"
import { becomes, type DeskScreen } from "./DeskScreen.ts"
import { useTwilioDesk } from "./useTwilioDesk.ts"

const browser = useBrowser()
const twilio = useTwilioDesk()

const rowCount = 20_000
const millisMax = 120_000

const query = async (text: string, values: ReadonlyArray<unknown> = []) => {
  const client = new pg.Client({ connectionString: twilio.desk().desk.databaseUrl })
  await client.connect()
  const { rows } = await client.query(text, [...values])
  await client.end()
  return rows
}

/** A file of so many people, one of each thousand without a country code, each with a column that is no contact's. */
const peopleFile = (name: string, prefix: string, rows: number) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(
    "Name,Mobile,Shoe size\n" + Array.from(
      { length: rows },
      (_, n) => `${prefix} ${n},${n % 1_000 === 999 ? "" : "+"}1415${5_000_000 + n},${n % 40}\n`,
    ).join(""),
  ),
})

const contactsPage = async (page: Page) => {
  await page.goto(`${twilio.desk().desk.url}/contacts`)
  await page.getByRole("table", { name: "Contacts" }).waitFor()
}

const beginImport = async (screen: DeskScreen, file: ReturnType<typeof peopleFile>) => {
  await contactsPage(screen.page)
  await screen.page.getByRole("button", { name: "Import CSV" }).click()
  await screen.dialog.getByLabel("CSV file").setInputFiles(file)
  await screen.dialog.getByRole("button", { name: /^Import [\d,]+ rows$/ }).click()
}

const importing = (page: Page) => page.getByRole("button", { name: /^Importing \d+ %$/ })

describe("files of contacts", () => {
  it(
    "FIT-3, CONTACT-2: an import goes on over a reload, a killed server and a closed tab, and is found where it is by then",
    async () => {
      const admin = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
      const { page } = admin
      await beginImport(admin, peopleFile("people.csv", "Person", rowCount))
      await admin.dialog.getByRole("progressbar", { name: "Rows imported" }).waitFor()

      await page.reload()
      await importing(page).click()
      await admin.dialog.getByRole("progressbar", { name: "Rows imported" }).waitFor()
      await admin.dialog.getByText("people.csv").waitFor()

      await twilio.desk().desk.kill()
      await twilio.desk().desk.restart()
      await becomes(async () => {
        const [shown] = await query("SELECT state FROM row_uploads WHERE name = 'people.csv'")
        return shown?.state
      }, "importing")
      const later = await page.context().newPage()
      await page.close()

      await later.goto(`${twilio.desk().desk.url}/inbox`)
      const bell = later.getByRole("button", { name: /^Notifications, 1 / })
      await bell.waitFor({ timeout: millisMax })
      await bell.click()
      await later.getByRole("button", { name: /The contacts of people\.csv are imported/ }).click()
      const dialog = later.getByRole("dialog", { name: "Import contacts" })
      await dialog.getByText((rowCount - 20).toLocaleString("en-US")).waitFor()
      await dialog.getByText(/“14155000999” has no country code/).waitFor()
      const download = later.waitForEvent("download")
      await dialog.getByRole("button", { name: "Download the 20 rows to fix" }).click()
      const text = await readFile(await (await download).path(), "utf8")
      const [head, first] = text.replace("\uFEFF", "").split("\r\n")
      assert.strictEqual(head, "Name,Mobile,Shoe size,Reason")
      assert.match(first ?? "", /^Person 999,14155000999,39,“14155000999” has no country code/)
      await dialog.getByRole("button", { name: "Done" }).click()
      assert.deepStrictEqual(
        await query("SELECT count(*)::int AS people FROM contacts WHERE name LIKE 'Person %'"),
        [{ people: rowCount - 20 }],
      )
    },
    millisMax,
  )

  it(
    "FIT-3: a tab closed before its rows had arrived: it is said when one returns, and nothing is imported",
    async () => {
      const admin = await twilio.signIn(await browser.page({ width: 1440, height: 900 }), "admin")
      const file = peopleFile("lost.csv", "Lost", 40_000)
      await beginImport(admin, file)
      await admin.dialog.getByRole("progressbar", { name: "Rows sent" }).waitFor()
      const context = admin.page.context()
      const later = await context.newPage()
      await admin.page.close()
      await query(
        "UPDATE row_uploads SET received_at = now() - interval '20 seconds' WHERE name = 'lost.csv'",
      )
      await contactsPage(later)
      const word = later.getByRole("alert").filter({ hasText: "lost.csv did not arrive whole" })
      await word.getByRole("button", { name: "Import again" }).click()
      const dialog = later.getByRole("dialog", { name: "Import contacts" })
      await dialog.getByText("The file did not arrive whole").waitFor()
      await query(
        "UPDATE row_uploads SET received_at = now() - interval '2 minutes' WHERE name = 'lost.csv'",
      )
      await becomes(async () => {
        const [shown] = await query(
          "SELECT count(*)::int AS notices FROM notices WHERE kind = 'import' AND detail ? 'problem'",
        )
        return shown?.notices
      }, 1)
      await dialog.getByRole("button", { name: "Choose the file again" }).click()
      await dialog.getByLabel("CSV file").setInputFiles(peopleFile("found.csv", "Found", 3))
      await dialog.getByRole("button", { name: "Import 3 rows" }).click()
      await dialog.getByRole("button", { name: "Done" }).waitFor()
      const found = await query("SELECT name FROM contacts WHERE name ~ '^(Lost|Found) ' ORDER BY name")
      assert.deepStrictEqual(found.map(({ name }) => name), ["Found 0", "Found 1", "Found 2"])
    },
    millisMax,
  )
})
