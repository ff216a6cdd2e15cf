/** How many people one note may mention. */
export const mentionsMax = 20
