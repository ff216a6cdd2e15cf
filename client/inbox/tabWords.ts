import { createSignal } from "solid-js"

const storageKey = "desk:tab-alerts"

/** Words that take the place of the tab's title for a moment; null: the title. */
export const [tabWords, setTabWords] = createSignal<string | null>(null)

const [on, setOn] = createSignal(localStorage.getItem(storageKey) !== "off")

/** Whether the tab shows counts and who wrote; kept here too, so that a tab knows before it has asked. */
export const areTabAlertsOn = on

export const rememberTabAlerts = (wanted: boolean): void => {
  localStorage.setItem(storageKey, wanted ? "on" : "off")
  setOn(wanted)
}
