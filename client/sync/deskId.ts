/** Names this tab among the user's desks. */
export const deskId = crypto.randomUUID()
