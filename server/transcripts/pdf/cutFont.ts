import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"

/** HarfBuzz's flags: no hints, glyphs keep their numbers, the sign for a missing glyph stays, none is added by ligatures. */
const flags = 0x1 | 0x2 | 0x40 | 0x200
/** Which of the sets of HarfBuzz's request names the tables to leave out. */
const leftOut = 3
/** A PDF says by itself what glyphs stand for, and where they stand. */
const unusedTables = [
  "GSUB",
  "GPOS",
  "GDEF",
  "BASE",
  "STAT",
  "cmap",
  "name",
  "post",
  "OS/2",
  "meta",
  "vhea",
  "vmtx",
]

const tagOf = (name: string): number =>
  [...name.padEnd(4)].reduce((tag, letter) => (tag << 8) | letter.charCodeAt(0), 0) >>> 0

interface Cutter {
  readonly call: (name: string, ...values: ReadonlyArray<number>) => number
  readonly memory: WebAssembly.Memory
}

const openCutter = async (): Promise<Cutter> => {
  const path = createRequire(import.meta.url).resolve("harfbuzzjs/dist/harfbuzz-subset.wasm")
  const { instance } = await WebAssembly.instantiate(new Uint8Array(await readFile(path)))
  const { memory } = instance.exports
  if (!(memory instanceof WebAssembly.Memory)) throw new Error("HarfBuzz's memory is missing.")
  const call: Cutter["call"] = (name, ...values) => {
    const wanted = instance.exports[name]
    if (typeof wanted !== "function") throw new Error(`HarfBuzz has no ${name}.`)
    return Number(wanted(...values) ?? 0)
  }
  call("_initialize")
  return { call, memory }
}

let opened: Promise<Cutter> | null = null

/** A font with nothing but these glyphs, at this weight; glyphs keep their numbers. */
export const cutFont = async (
  font: Uint8Array,
  glyphs: ReadonlyArray<number>,
  weight: number,
): Promise<Uint8Array> => {
  opened ??= openCutter()
  const { call, memory } = await opened
  const place = call("malloc", font.length)
  new Uint8Array(memory.buffer).set(font, place)
  // 2: HarfBuzz may write on it; the last: nothing is called when it is done.
  const blob = call("hb_blob_create", place, font.length, 2, 0, 0)
  const face = call("hb_face_create", blob, 0)
  const input = call("hb_subset_input_create_or_fail")
  try {
    call("hb_subset_input_set_flags", input, flags)
    const wanted = call("hb_subset_input_glyph_set", input)
    for (const glyph of glyphs) call("hb_set_add", wanted, glyph)
    const tables = call("hb_subset_input_set", input, leftOut)
    for (const table of unusedTables) call("hb_set_add", tables, tagOf(table))
    call("hb_subset_input_pin_axis_location", input, face, tagOf("wght"), weight)
    const cut = call("hb_subset_or_fail", face, input)
    if (cut === 0) throw new Error("A font could not be cut to what is used of it.")
    const result = call("hb_face_reference_blob", cut)
    const start = call("hb_blob_get_data", result, 0)
    const bytes = new Uint8Array(memory.buffer).slice(start, start + call("hb_blob_get_length", result))
    call("hb_blob_destroy", result)
    call("hb_face_destroy", cut)
    return bytes
  } finally {
    call("hb_subset_input_destroy", input)
    call("hb_face_destroy", face)
    call("hb_blob_destroy", blob)
    call("free", place)
  }
}
