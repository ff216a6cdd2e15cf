import { assert, describe, it } from "vitest"
import { DeskProcess } from "./DeskProcess.ts"

const statusOf = (desk: DeskProcess, path: string) =>
  fetch(`${desk.url}${path}`).then(async (response) => {
    await response.body?.cancel()
    return response.status
  }, () => "unreachable")

describe("a desk's process", () => {
  it("is ready when it is given, and gone when it was told to stop", async () => {
    await using desk = await DeskProcess.start()
    assert.strictEqual(await statusOf(desk, "/readyz"), 200)
    await desk.stop()
    assert.strictEqual(await statusOf(desk, "/readyz"), "unreachable")
  })

  it("comes back on the same port after kill -9", async () => {
    await using desk = await DeskProcess.start()
    await desk.kill()
    assert.strictEqual(await statusOf(desk, "/readyz"), "unreachable")
    await desk.restart()
    assert.strictEqual(await statusOf(desk, "/readyz"), 200)
  })

  it("says why it does not start", async () => {
    const started = DeskProcess.start({ databaseUrl: "postgres://nobody@127.0.0.1:1/none" })
    const error = await started.then(() => "started", String)
    assert.match(error, /The desk ended with 1:/)
  })
})
