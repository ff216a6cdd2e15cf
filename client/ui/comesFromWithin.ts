/** Whether an event is of the element itself, and not of a dialog that one of its components opened: those lie elsewhere. */
export const comesFromWithin = (event: Event & { readonly currentTarget: Element }): boolean =>
  event.target instanceof Node && event.currentTarget.contains(event.target)
