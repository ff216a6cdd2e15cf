import { createSignal } from "solid-js"

const northAmerican = /^\+1(\d{3})(\d{3})(\d{4})$/

/** North America's numbers, which need no table of the world's; others as they are. */
const formatBefore = (address: string): string => address.replace(northAmerican, "+1 $1-$2-$3")

const [format, setFormat] = createSignal(formatBefore)

// The table of the world's numbers is a quarter of the desk's weight: the first rows do not wait for it.
void import("../../domain/contact/PhoneNumber.ts").then(({ formatAddress }) => setFormat(() => formatAddress))

/** A number as people read it: `+1 415-555-0136`. Tracked, since most formats come a moment after the desk. */
export const formatNumber = (address: string): string => format()(address)
