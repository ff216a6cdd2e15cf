import axe, { type AxeResults } from "axe-core"
import type { Page } from "playwright"

/** Dialogs fade in, and until then their text is pale. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) =>
      one.effect?.getComputedTiming().endTime !== Infinity
    )
    await Promise.allSettled(ending.map((one) => one.finished))
  })

/** Violations of WCAG 2.2 AA that keep people out, as axe finds them on what is shown, but for what is alike many times. */
export const barriers = async (page: Page, alike?: string) => {
  await settled(page)
  await page.evaluate(axe.source)
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
  // Names begin with what is seen; the key on a button and the initials on an avatar are no part of them.
  const options = { runOnly: rules, rules: { "label-content-name-mismatch": { enabled: false } } }
  const results: AxeResults = await page.evaluate(
    `axe.run({ exclude: ${JSON.stringify(alike ? [[alike]] : [])} }, ${JSON.stringify(options)})`,
  )
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ help, nodes }) => nodes.map(({ html }) => `${help}: ${html}`))
}
