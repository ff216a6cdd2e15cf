import { assert, describe, it } from "@effect/vitest"
import { Headers } from "effect/http"
import { isOwnOrigin } from "./isOwnOrigin.ts"

const publicUrl = "https://desk.example.com"

describe("AUTH-3: the origin of an upgrade or a change", () => {
  const cases: ReadonlyArray<readonly [own: boolean, what: string, headers: Record<string, string>]> = [
    [true, "the configured address", { origin: "https://desk.example.com", host: "10.0.0.7:8080" }],
    [true, "the host that was called", { origin: "http://127.0.0.1:8080", host: "127.0.0.1:8080" }],
    [true, "a program without a page", { host: "127.0.0.1:8080" }],
    [true, "the desk's own page without an origin", { host: "x", "sec-fetch-site": "same-origin" }],
    [false, "another site", { origin: "https://evil.test", host: "127.0.0.1:8080" }],
    [false, "another port", { origin: "http://127.0.0.1:8081", host: "127.0.0.1:8080" }],
    [false, "the configured host without encryption", {
      origin: "http://desk.example.com",
      host: "10.0.0.7",
    }],
    [false, "a longer name", { origin: "https://desk.example.com.evil.test", host: "10.0.0.7" }],
    [false, "a page without an address", { origin: "null", host: "127.0.0.1:8080" }],
    [false, "no host at all", { origin: "http://127.0.0.1:8080" }],
    [false, "another site that hides its origin", { host: "x", "sec-fetch-site": "cross-site" }],
  ]
  for (const [own, what, headers] of cases) {
    it(`AUTH-3: of ${what} is ${own ? "ours" : "foreign"}`, () => {
      assert.strictEqual(isOwnOrigin(Headers.fromInput(headers), publicUrl), own)
    })
  }
})
