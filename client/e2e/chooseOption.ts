import type { Locator } from "playwright"

/** Chooses in a `Select`, by the end of what an option says: the mark of a channel says its name first. */
export const chooseOption = async (select: Locator, option: string): Promise<void> => {
  await select.click()
  const list = await select.getAttribute("aria-controls")
  const escaped = option.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
  await select.page().locator(`[id="${list}"]`).getByRole("option", { name: new RegExp(`${escaped}$`) })
    .click()
}
