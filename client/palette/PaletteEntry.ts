import type { JSX } from "solid-js"
import type { TextRange } from "../../domain/search/TextMatch.ts"

/** Something that the palette leads to or does. */
export interface PaletteEntry {
  /** Its own in the whole palette, whatever else is found. */
  readonly id: string
  readonly icon: () => JSX.Element
  readonly label: string
  /** What of the label was typed. */
  readonly marks: ReadonlyArray<TextRange>
  readonly details?: string | undefined
  /** The key that does the same. */
  readonly shortcut?: string | undefined
  /** Where it leads; what is done has no address. */
  readonly href?: string | undefined
  readonly run: () => void
}

export interface PaletteGroup {
  readonly title: string
  readonly entries: ReadonlyArray<PaletteEntry>
}
