import { createServer } from "node:http"
import { assert, it } from "vitest"
import { useBrowser } from "./Browser.ts"

const browser = useBrowser()

const servePage = async (html: string) => {
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end(html)
  )
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = address === null || typeof address === "string" ? 0 : address.port
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

it("opens a page as wide and as dark as asked for", async () => {
  await using site = await servePage("<h1>Hello</h1>")
  const page = await browser.page({ width: 390, theme: "dark" })
  await page.goto(site.url)
  assert.strictEqual(await page.textContent("h1"), "Hello")
  assert.strictEqual(await page.evaluate("innerWidth"), 390)
  assert.isTrue(await page.evaluate(`matchMedia("(prefers-color-scheme: dark)").matches`))
})
