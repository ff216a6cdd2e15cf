/** Above 99 a count is shown as 99+. */
export const shortCount = (count: number): string => count > 99 ? "99+" : String(count)
