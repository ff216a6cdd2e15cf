/** Ends a line, or says how letters run that follow it. */
const breaks = /[\s\p{Cc}]+/gu
const turns = /\p{Bidi_Control}/gu

/**
 * A name, or words with names in them, as one line by itself: for subjects and titles, where what somebody calls themselves
 * must neither bring another line nor turn round what stands after it.
 */
export const oneLine = (text: string): string => text.replace(turns, "").replace(breaks, " ").trim()
