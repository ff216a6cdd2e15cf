import {
  ImageMagick,
  initializeImageMagick,
  MagickFormat,
  MagickImageInfo,
  MagickReadSettings,
} from "@imagemagick/magick-wasm"
import { Buffer } from "node:buffer"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { crc32, deflateSync } from "node:zlib"

const program = createRequire(import.meta.url).resolve("@imagemagick/magick-wasm/magick.wasm")
let begun: Promise<void> | undefined
const begin = async () => {
  await (begun ??= readFile(program).then((bytes) => initializeImageMagick(bytes)))
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** A picture whose left half is red and whose right half is blue, with some noise, so that it is not small as a file. */
export const pictureOf = async (format: MagickFormat, { height, width }: Size): Promise<Uint8Array> => {
  await begin()
  const pixels = new Uint8Array(width * height * 3)
  for (let n = 0; n < width * height; n++) {
    const left = n % width < width / 2
    pixels[n * 3 + (left ? 0 : 2)] = 180 + (n * 7919 % 64)
  }
  const settings = new MagickReadSettings({ format: MagickFormat.Rgb, width, height })
  return ImageMagick.read(pixels, settings, (image) => image.write(format, (data) => Uint8Array.from(data)))
}

/** The same JPEG, taken with the camera turned to the left: EXIF's orientation 6, to be turned clockwise. */
export const turned = (jpeg: Uint8Array): Uint8Array => {
  const exif = Buffer.from("45786966000049492a0008000000010012010300010000000600000000000000", "hex")
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif])
  return Uint8Array.from(Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]))
}

const chunk = (name: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** A PNG of a few kilobytes that unfolds to the pixels of a wall. */
export const bombOf = ({ height, width }: Size): Uint8Array => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // One bit for a pixel, in grey.
  header[8] = 1
  const rows = deflateSync(new Uint8Array((Math.ceil(width / 8) + 1) * height), { level: 9 })
  const signature = Buffer.from("89504e470d0a1a0a", "hex")
  return Uint8Array.from(
    Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", new Uint8Array())]),
  )
}

/** How large a picture is, and the colour at a place given in parts of its width and height: "red", "blue" or neither. */
export const seen = async (picture: Uint8Array, x: number, y: number) => {
  await begin()
  const { format, height, width } = MagickImageInfo.create(picture)
  return ImageMagick.read(picture, (image) =>
    image.getPixels((pixels) => {
      const [red = 0, , blue = 0] = pixels.getPixel(Math.floor(width * x), Math.floor(height * y))
      const colour = red > blue + 80 ? "red" : blue > red + 80 ? "blue" : "neither"
      return { format, width, height, colour, exif: image.getProfile("exif") !== null }
    }))
}
