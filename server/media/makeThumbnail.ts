import {
  ImageMagick,
  initializeImageMagick,
  MagickFormat,
  MagickGeometry,
  MagickImageInfo,
  MagickReadSettings,
  ResourceLimits,
} from "@imagemagick/magick-wasm"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"

/** The file of the library that does the work. */
const program = createRequire(import.meta.url).resolve("@imagemagick/magick-wasm/magick.wasm")

/** Of what thumbnails are made, by content type: only the readers of these formats ever see a customer's bytes. */
const formats: ReadonlyMap<string, MagickFormat> = new Map([
  ["image/jpeg", MagickFormat.Jpeg],
  ["image/png", MagickFormat.Png],
  ["image/webp", MagickFormat.WebP],
  ["image/gif", MagickFormat.Gif],
])

/** Twice the pixels of a picture in a bubble (282 × 212), which its thumbnail covers. */
const width = 564
const height = 424
/** A panorama's thumbnail is as long as this, and then narrower. */
const longestSide = 1600
const quality = 78

/** What a phone's best camera makes; more is not looked at. In pixels. */
const pixelsMax = 64_000_000
const sideMax = 16_384
/** Four bytes for each pixel, and as much again for working. */
const memoryMax = 512n * 1024n * 1024n

let begun: Promise<void> | undefined

const begin = async (): Promise<void> => {
  await initializeImageMagick(await readFile(program))
  ResourceLimits.memory = memoryMax
  ResourceLimits.disk = 0n
  ResourceLimits.area = BigInt(pixelsMax)
  ResourceLimits.width = BigInt(sideMax)
  ResourceLimits.height = BigInt(sideMax)
}

/** What a reader is told: of an animation its first frame alone, of a JPEG no more detail than is needed. */
const settingsFor = (format: MagickFormat): MagickReadSettings => {
  const settings = new MagickReadSettings({ format, frameIndex: 0, frameCount: 1 })
  settings.setDefine(MagickFormat.Jpeg, "size", `${width * 2}x${height * 2}`)
  return settings
}

/** The thumbnail's width and height for a picture's: it covers a bubble, is never enlarged, and never too long. */
const boundsOf = (image: { readonly width: number; readonly height: number }): MagickGeometry => {
  const cover = Math.max(width / image.width, height / image.height)
  const scale = Math.min(1, cover, longestSide / Math.max(image.width, image.height))
  const bounds = new MagickGeometry(
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  )
  bounds.ignoreAspectRatio = true
  return bounds
}

/**
 * A small WebP of a picture, upright as its camera was held, and without what it says beside its pixels, such as the place
 * where it was taken. Rejects with what is wrong when the bytes are no such picture or unfold to more than 64 megapixels.
 * It keeps a processor busy for as long as a picture takes: run it in a thread of its own.
 */
export const makeThumbnail = async (bytes: Uint8Array, type: string): Promise<Uint8Array> => {
  const format = formats.get(type)
  if (format === undefined) throw new TypeError(`no thumbnails are made of ${type}`)
  await (begun ??= begin())
  const settings = settingsFor(format)
  const whole = MagickImageInfo.create(bytes, settings)
  if (whole.width * whole.height > pixelsMax) throw new RangeError("the picture is too large")
  return ImageMagick.read(bytes, settings, (image) => {
    image.autoOrient()
    image.thumbnail(boundsOf(image))
    image.strip()
    image.quality = quality
    return image.write(MagickFormat.WebP, (data) => Uint8Array.from(data))
  })
}
