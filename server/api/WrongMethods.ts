import { HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApi } from "effect/http-api"
import { problem } from "../http/problem.ts"
import { DeskApi } from "./DeskApi.ts"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

const methodsByPath = new Map<HttpRouter.PathInput, Array<string>>()
HttpApi.reflect(DeskApi, {
  onGroup: () => {},
  onEndpoint: ({ endpoint }) => {
    const path: HttpRouter.PathInput = `/${endpoint.path.slice(1)}`
    methodsByPath.set(path, [...methodsByPath.get(path) ?? [], endpoint.method])
  },
})

const wrongMethod = (allowed: ReadonlyArray<string>) =>
  HttpServerResponse.setHeader(
    problem(405, "wrong_method", `Use ${allowed.join(" or ")} here. See /docs.`),
    "allow",
    allowed.join(", "),
  )

/** A call that exists, by a method that it has not. */
export const WrongMethods = HttpRouter.addAll(
  [...methodsByPath].flatMap(([path, allowed]) =>
    methods.filter((method) => !allowed.includes(method)).map((method) =>
      HttpRouter.route(method, path, wrongMethod(allowed))
    )
  ),
)
