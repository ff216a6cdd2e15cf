import axe from "axe-core"
import type { Page } from "playwright"

/** Dialogs fade in, and until then their text is pale. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) =>
      one.effect?.getComputedTiming().endTime !== Infinity
    )
    await Promise.allSettled(ending.map((one) => one.finished))
  })

/** Runs in the page: what axe found is a hundred times of what is told of it. */
const look = `async (options) => {
  const { violations } = await axe.run(document, options)
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ help, nodes }) => nodes.map(({ html }) => help + ": " + html))
}`

/**
 * Violations of WCAG 2.2 AA that keep people out, as axe finds them on what is shown. `alike`: what is there many times, of
 * which the page is rid of before; nothing else can be done on it then.
 */
export const barriers = async (page: Page, alike?: string): Promise<ReadonlyArray<string>> => {
  await settled(page)
  if (!await page.evaluate("'axe' in globalThis")) await page.evaluate(axe.source)
  if (alike !== undefined) {
    await page.evaluate(
      (selector) => document.querySelectorAll(selector).forEach((one) => one.remove()),
      alike,
    )
  }
  // Names begin with what is seen; the key on a button and the initials on an avatar are no part of them.
  const options = {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "label-content-name-mismatch": { enabled: false } },
    resultTypes: ["violations"],
  }
  return await page.evaluate(`(${look})(${JSON.stringify(options)})`)
}
