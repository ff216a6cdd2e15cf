import { createSignal } from "solid-js"
import type { numberFacts } from "./numberFacts.ts"

type NumberFacts = typeof numberFacts

const [facts, setFacts] = createSignal<NumberFacts | null>(null)
let asked = false

/**
 * What follows from numbers, once somebody needs it; null until it has come. Tracked. The table of the world's numbers is a
 * fifth of the desk's weight, and most conversations need none of it: the customer wrote in, and there are no quiet hours.
 */
export const askForNumberFacts = (): NumberFacts | null => {
  if (!asked) {
    asked = true
    void import("./numberFacts.ts").then(
      (loaded) => setFacts(() => loaded.numberFacts),
      // The next who needs it tries again.
      () => asked = false,
    )
  }
  return facts()
}
