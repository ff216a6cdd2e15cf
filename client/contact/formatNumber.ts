import { createSignal } from "solid-js"

const northAmerican = /^\+1(\d{3})(\d{3})(\d{4})$/

/** North America's numbers, which need no table of the world's; others as they are. */
const formatBefore = (address: string): string => address.replace(northAmerican, "+1 $1-$2-$3")

const [format, setFormat] = createSignal(formatBefore)
let asked = false

/** The table of the world's numbers is a fifth of the desk's weight: it comes when the first number needs it. */
const askForTable = () => {
  asked = true
  void import("../../domain/contact/PhoneNumber.ts").then(({ formatAddress }) =>
    setFormat(() => formatAddress)
  )
}

/** A number as people read it: `+1 415-555-0136`. Tracked, since most formats come a moment after the desk. */
export const formatNumber = (address: string): string => {
  if (!asked && !northAmerican.test(address)) askForTable()
  return format()(address)
}
