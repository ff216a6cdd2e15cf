const storageKey = "desk:single-keys"

/** Whether single letters are shortcuts; off for those who control the desk by voice. */
export const areSingleKeysOn = (): boolean => localStorage.getItem(storageKey) !== "off"

export const setSingleKeys = (on: boolean): void => {
  if (on) localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, "off")
}
