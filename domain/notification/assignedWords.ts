/** `Omar assigned you 3 conversations` (ASSIGN-3). `by`: undefined where they are no longer known. */
export const assignedWords = (by: string | undefined, count: number): string =>
  `${by ?? "An admin"} assigned you ${count > 1 ? `${count} conversations` : "a conversation"}`
