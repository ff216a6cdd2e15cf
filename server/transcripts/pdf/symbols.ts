import type { TranscriptFile, TranscriptStatus } from "../../../domain/transcript/Transcript.ts"
import type { Drawing } from "./PdfPages.ts"

const drawing = (...paths: ReadonlyArray<string>): Drawing => ({ paths })
const filled = (...paths: ReadonlyArray<string>): Drawing => ({ paths, filled: true })

const roundSquare = "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"
const circle = "M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20z"

/** Lucide's icons, as the desk shows files. */
export const fileSymbols: Readonly<Record<TranscriptFile["symbol"], Drawing>> = {
  image: drawing(
    roundSquare,
    "M9 7a2 2 0 1 1 0 4a2 2 0 1 1 0-4z",
    "m21 15-3.086-3.086a2 2 0 0 0-2.828 0L6 21",
  ),
  video: drawing(
    roundSquare,
    "M7 3v18",
    "M3 7.5h4",
    "M3 12h18",
    "M3 16.5h4",
    "M17 3v18",
    "M17 7.5h4",
    "M17 16.5h4",
  ),
  voice: drawing(
    "M12 19v3",
    "M19 10v2a7 7 0 0 1-14 0v-2",
    "M12 2a3 3 0 0 1 3 3v7a3 3 0 0 1-6 0V5a3 3 0 0 1 3-3z",
  ),
  audio: drawing("M2 10v3", "M6 6v11", "M10 3v18", "M14 8v7", "M18 5v13", "M22 10v3"),
  document: drawing(
    "M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2z",
    "M14 2v5a1 1 0 0 0 1 1h5",
    "M10 9H8",
    "M16 13H8",
    "M16 17H8",
  ),
}

const oneTick = drawing("M20 6 9 17l-5-5")
const twoTicks = drawing("M18 6 7 17l-5-5", "m22 10-7.5 7.5L13 16")

export const statusSymbols: Readonly<Record<TranscriptStatus, Drawing>> = {
  waiting: drawing(circle, "M12 6v6h4"),
  sent: oneTick,
  delivered: twoTicks,
  read: twoTicks,
  failed: drawing(
    "m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3",
    "M12 9v4",
    "M12 17h.01",
  ),
  cancelled: drawing(circle, "M4.929 4.929 19.07 19.071"),
}

/** The two bubbles of the desk's sign. */
export const logo = {
  back: filled(
    "M5.2 2.5h7.1a4.2 4.2 0 0 1 4.2 4.2v4.6a4.2 4.2 0 0 1-4.2 4.2H5.2A4.2 4.2 0 0 1 1 11.3V6.7a4.2 4.2 0 0 1 4.2-4.2z",
    "M4.2 13.6v5.1c0 .5.6.8 1 .4l4-3.7z",
  ),
  front: filled(
    "M11.2 9.4h7.6A4.2 4.2 0 0 1 23 13.6v2.6a4.2 4.2 0 0 1-3 4v2c0 .5-.6.7-1 .4l-2.6-2.2h-5.2A4.2 4.2 0 0 1 7 16.2v-2.6a4.2 4.2 0 0 1 4.2-4.2z",
  ),
}
