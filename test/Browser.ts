import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import process from "node:process"
import { type Browser as Chromium, type BrowserContext, chromium, type Page } from "playwright"
import { afterAll, beforeAll, onTestFinished } from "vitest"
import { root } from "../tools/setUp.mjs"

export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly theme?: "light" | "dark"
  /** A phone: touch instead of a mouse. */
  readonly touch?: boolean
  readonly timeZone?: string
}

/** Where a failed test leaves its screenshot and what the page said; and its trace (`npx playwright show-trace …`) where asked. */
const failuresDir = join(root, ".cache", "browser-failures")
const actionMillisMax = 15_000
/** A trace takes a quarter of the time of a test: only where `BROWSER_TRACE` is set. */
const isTraced = process.env["BROWSER_TRACE"] !== undefined

const launch = () => {
  const program = process.env["PLAYWRIGHT_CHROMIUM"]
  return chromium.launch({
    ...(program === undefined ? {} : { executablePath: program }),
    // Chromium's sandbox does not work for root.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  })
}

const keepEvidence = async (
  context: BrowserContext,
  page: Page,
  name: string,
  said: ReadonlyArray<string>,
) => {
  await mkdir(failuresDir, { recursive: true })
  const path = join(failuresDir, name.replaceAll(/[^\w-]+/g, "-").slice(0, 120))
  await page.screenshot({ path: `${path}.png`, timeout: actionMillisMax }).catch(() => undefined)
  await writeFile(`${path}.log`, said.join("\n"))
  if (isTraced) await context.tracing.stop({ path: `${path}.zip` })
}

/**
 * One Chromium for a test file, and a context of its own for each page:
 *
 *     const browser = useBrowser()
 *     test("UI-3: …", async () => {
 *       await using desk = await DeskProcess.start()
 *       const page = await browser.page({ width: 390, theme: "dark" })   // closed when the test ends
 *       await page.goto(desk.url)
 *     })
 */
export const useBrowser = (): { readonly page: (options?: PageOptions) => Promise<Page> } => {
  let browser: Chromium | undefined
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
  })
  return {
    page: async ({ width = 1280, height = 800, theme = "light", touch = false, timeZone = "UTC" } = {}) => {
      if (browser === undefined) throw new Error("Open pages inside a test")
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        hasTouch: touch,
        timezoneId: timeZone,
        locale: "en-US",
      })
      context.setDefaultTimeout(actionMillisMax)
      if (isTraced) await context.tracing.start({ screenshots: true, snapshots: true })
      const page = await context.newPage()
      const said: Array<string> = []
      page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`))
      page.on("pageerror", (error) => said.push(`uncaught: ${error.stack ?? error.message}`))
      onTestFinished(async ({ task }) => {
        if (task.result?.state === "fail") await keepEvidence(context, page, task.name, said)
        await context.close()
      })
      return page
    },
  }
}
