/** Whether someone has a desk open, in a word; nothing where that is not known. */
export const presenceWord = (present: boolean | null): "Online" | "Offline" | null =>
  present === null ? null : present ? "Online" : "Offline"
