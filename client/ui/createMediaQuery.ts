import { type Accessor, createSignal, onCleanup } from "solid-js"

export const createMediaQuery = (query: string): Accessor<boolean> => {
  const list = matchMedia(query)
  const [matches, setMatches] = createSignal(list.matches)
  const update = () => setMatches(list.matches)
  list.addEventListener("change", update)
  onCleanup(() => list.removeEventListener("change", update))
  return matches
}
