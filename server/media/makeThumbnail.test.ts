import { MagickFormat } from "@imagemagick/magick-wasm"
import { assert, describe, expect, it } from "vitest"
import { makeThumbnail } from "./makeThumbnail.ts"
import { bombOf, pictureOf, seen, turned } from "./PictureFixture.ts"

const size = { width: 1200, height: 800 }

describe("makeThumbnail", () => {
  it.each([
    ["image/jpeg", MagickFormat.Jpeg],
    ["image/png", MagickFormat.Png],
    ["image/webp", MagickFormat.WebP],
    ["image/gif", MagickFormat.Gif],
  ])("MEDIA-2: makes a small WebP of %s that covers a bubble", async (type, format) => {
    const picture = await pictureOf(format, size)
    const thumbnail = await makeThumbnail(picture, type)
    const left = await seen(thumbnail, 0.1, 0.5)
    assert.deepInclude(left, { format: MagickFormat.WebP, width: 636, height: 424, colour: "red" })
    assert.strictEqual((await seen(thumbnail, 0.9, 0.5)).colour, "blue")
    assert.isBelow(thumbnail.length, picture.length)
  })

  it("MEDIA-2: stands a photo up as the camera was held, and forgets where it was taken", async () => {
    const thumbnail = await makeThumbnail(turned(await pictureOf(MagickFormat.Jpeg, size)), "image/jpeg")
    assert.deepInclude(await seen(thumbnail, 0.5, 0.1), {
      width: 564,
      height: 846,
      colour: "red",
      exif: false,
    })
    assert.strictEqual((await seen(thumbnail, 0.5, 0.9)).colour, "blue")
  })

  it("MEDIA-2: enlarges nothing, and makes nothing too long", async () => {
    const small = await makeThumbnail(
      await pictureOf(MagickFormat.Png, { width: 40, height: 20 }),
      "image/png",
    )
    assert.deepInclude(await seen(small, 0.1, 0.5), { width: 40, height: 20 })
    const strip = await makeThumbnail(
      await pictureOf(MagickFormat.Png, { width: 8000, height: 300 }),
      "image/png",
    )
    assert.deepInclude(await seen(strip, 0.1, 0.5), { width: 1600, height: 60 })
  })

  it("MEDIA-3: does not unfold what is larger than any camera's picture", async () => {
    const bomb = bombOf({ width: 16_000, height: 16_000 })
    assert.isBelow(bomb.length, 64 * 1024)
    await expect(makeThumbnail(bomb, "image/png")).rejects.toThrow("too large")
    await expect(makeThumbnail(bombOf({ width: 60_000, height: 100 }), "image/png")).rejects.toThrow()
  })

  it("MEDIA-3: reads a file as nothing else than what it was found to be", async () => {
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    await expect(makeThumbnail(svg, "image/png")).rejects.toThrow()
    await expect(makeThumbnail(svg, "image/svg+xml")).rejects.toThrow(
      "no thumbnails are made of image/svg+xml",
    )
    const cut = (await pictureOf(MagickFormat.Png, size)).subarray(0, 3000)
    await expect(makeThumbnail(cut, "image/png")).rejects.toThrow()
  })
})
