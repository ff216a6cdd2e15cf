import { assert, it } from "@effect/vitest"
import { deviceName } from "./deviceName.ts"

it("AUTH-1: a session is listed by the device that people know it as", () => {
  const like = (text: string) => deviceName(`Mozilla/5.0 (${text}`)
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)"
  assert.strictEqual(
    like(`Windows NT 10.0; Win64; x64) ${webkit} Chrome/129.0 Safari/537.36`),
    "Chrome on Windows",
  )
  assert.strictEqual(
    like(`Windows NT 10.0) ${webkit} Chrome/129.0 Safari/537.36 Edg/129.0`),
    "Edge on Windows",
  )
  assert.strictEqual(
    like(`Macintosh; Intel Mac OS X 10_15) ${webkit} Version/18 Safari/605`),
    "Safari on Mac",
  )
  assert.strictEqual(
    like(`iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} Safari/604`),
    "Safari on iPhone",
  )
  assert.strictEqual(
    like(`Linux; Android 15) ${webkit} Chrome/129.0 Mobile Safari/537.36`),
    "Chrome on Android",
  )
  assert.strictEqual(like("X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"), "Firefox on Linux")
  assert.strictEqual(deviceName("curl/8"), "Unknown device")
  assert.strictEqual(deviceName(null), "Unknown device")
})
