import { Layer } from "effect"
import { HttpRouter, HttpStaticServer } from "effect/http"
import { fileURLToPath } from "node:url"
import { problem } from "./problem.ts"

const root = fileURLToPath(new URL("../../dist/client", import.meta.url))

const noSuchCall = problem(404, "not_found", "There is no such call. See /docs.")

/** The built client; every other address that a person may open is the client's to show. */
export const ClientFiles = Layer.mergeAll(
  HttpStaticServer.layer({ root, spa: true }),
  HttpRouter.add("*", "/api/*", noSuchCall),
  HttpRouter.add("*", "/webhooks/*", noSuchCall),
)
