import type { Locator, Page } from "playwright"
import { expect } from "vitest"

export const waitMillisMax = 15_000

const searchMillisMax = 2_000

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** Waits until a value of the page is what it should be. */
export const becomes = <A>(read: () => Promise<A> | A, wanted: A): Promise<void> =>
  expect.poll(read, { timeout: waitMillisMax, interval: 25 }).toEqual(wanted)

/** The desk as people find their way in it: by the names and roles of what is on the screen. */
export class DeskScreen {
  readonly page: Page
  readonly list: Locator
  readonly rows: Locator
  readonly reply: Locator
  readonly send: Locator
  readonly log: Locator
  readonly search: Locator
  /** Messages that a search found. */
  readonly messageHits: Locator
  readonly banner: Locator
  readonly dialog: Locator

  constructor(page: Page) {
    this.page = page
    this.list = page.getByRole("listbox", { name: "Conversations" })
    this.rows = this.list.getByRole("option")
    this.reply = page.getByRole("textbox", { name: "Message", exact: true })
    this.send = page.getByRole("button", { name: "Send", exact: true })
    this.log = page.getByRole("log")
    this.search = page.getByRole("searchbox", { name: "Search by name or mobile number" })
    this.messageHits = page.getByRole("region", { name: "In messages" })
    this.banner = page.getByText("You’re offline. Trying again").or(page.getByText("Trying again now."))
    this.dialog = page.getByRole("dialog")
  }

  /** The row of a conversation, by the name that it begins with. */
  row(name: string): Locator {
    return this.list.getByRole("option", { name: new RegExp(`^${escaped(name)}, `) })
  }

  async find(text: string): Promise<void> {
    await this.search.fill(text)
    await this.search.press("Enter")
  }

  /** Searches until something is found: messages are in the search about a second after they came. */
  async findUntil(text: string, found: Locator): Promise<void> {
    await becomes(async () => {
      await this.find("")
      await this.find(text)
      return await found.waitFor({ timeout: searchMillisMax }).then(() => true, () => false)
    }, true)
  }

  /** An inbox of the rail; with a count, only while it shows that many unread messages. */
  inbox(name: string, unread?: number): Locator {
    const count = unread === undefined ? "( ?, .*)?" : unread === 0 ? "" : ` ?, ${unread} unread`
    return this.page.getByRole("navigation", { name: "Inboxes" })
      .getByRole("link", { name: new RegExp(`^(SMS |WhatsApp )?${escaped(name)}${count}$`) })
  }

  /** The line of the open conversation that has this text. */
  message(text: string): Locator {
    return this.log.getByRole("listitem").filter({ hasText: text })
  }

  /** A message's tick: Queued, Sent, Delivered, Read, Not sent. */
  tick(text: string, status: string): Locator {
    return this.message(text).getByRole("img", { name: status, exact: true })
  }

  /** A tick that may be there for a moment only: looked for in every frame. */
  async passes(text: string, status: string): Promise<void> {
    await this.page.waitForFunction(
      ({ status, text }) =>
        [...document.querySelectorAll('[role="log"] li')].some((item) =>
          item.textContent.includes(text) &&
          item.querySelector(`[role="img"][aria-label="${status}"]`) !== null
        ),
      { status, text },
      { polling: "raf" },
    )
  }

  async openConversation(name: string): Promise<void> {
    await this.row(name).click()
    await this.log.waitFor()
    await this.pointAway()
  }

  /** While the pointer is over the list, nothing moves in it. */
  async pointAway(): Promise<void> {
    await this.page.mouse.move(0, 0)
  }

  async write(text: string): Promise<void> {
    await this.reply.fill(text)
    await this.send.click()
  }

  /** The texts of the messages on the screen, in their order. */
  texts(of: RegExp): Promise<ReadonlyArray<string>> {
    return this.log.evaluate(
      (log, source) => {
        const found = [...log.querySelectorAll("li")].map((line) => ({
          text: line.textContent.match(new RegExp(source))?.[0],
          top: line.getBoundingClientRect().top,
        }))
        return found.sort((a, b) => a.top - b.top).flatMap(({ text }) => text ?? [])
      },
      of.source,
    )
  }
}

export interface SignInForm {
  readonly email: string
  readonly password: string
}

export const fillSignIn = async (page: Page, { email, password }: SignInForm): Promise<void> => {
  await page.getByLabel("Work email").fill(email)
  await page.getByLabel("Password", { exact: true }).fill(password)
  await page.keyboard.press("Enter")
}

/** Opens the desk as someone who has signed in before; the form is for the tests that are about it. */
export const signIn = async (page: Page, url: string, form: SignInForm): Promise<DeskScreen> => {
  const { origin } = new URL(url)
  const answer = await page.request.post(`${origin}/api/auth/sign-in/email`, {
    headers: { origin },
    data: form,
  })
  expect(answer.status(), await answer.text()).toBe(200)
  await page.goto(url)
  const screen = new DeskScreen(page)
  await screen.list.waitFor({ state: "attached" })
  return screen
}
