import { assert, describe, it } from "@effect/vitest"
import { publicUrlProblem } from "./publicUrlProblem.ts"

describe("ADMIN-1: the address that providers are given", () => {
  it("ADMIN-1: is in order with https and a name that the internet knows", () => {
    for (const url of ["https://desk.example.com", "https://203.0.113.7:8443", "https://[2001:db8::1]"]) {
      assert.isNull(publicUrlProblem(url, true), url)
    }
  })

  it("ADMIN-1: is warned of where nobody outside can reach it, or everybody could read along", () => {
    assert.include(publicUrlProblem("http://127.0.0.1:8080", false), "PUBLIC_URL is not set")
    assert.include(publicUrlProblem("http://desk.example.com", true), "without https")
    const inside = [
      "http://localhost:8080",
      "https://192.168.1.4",
      "https://172.20.0.2",
      "https://desk",
      "https://[::1]",
    ]
    for (const url of inside) assert.include(publicUrlProblem(url, true), "your own network", url)
  })
})
