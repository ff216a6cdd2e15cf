import { Result } from "effect"
import { createEffect, createMemo, createResource, on, onCleanup } from "solid-js"
import type { ProviderList } from "../../../domain/rpc/ProviderRpcs.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"

/** What arrives at the addresses is looked at again so often while somebody looks. */
const lookEveryMillis = 5_000

/** The provider accounts of the workspace, kept current while the page is in front. */
export const createAccounts = () => {
  const desk = useDesk()
  const [answer, { refetch }] = createResource(() => desk.link.ask((client) => client["Provider.list"]()))
  // A look that fails takes nothing off the screen, where somebody may be typing.
  const list = createMemo<ProviderList | null>((before) => {
    const result = answer.latest
    return result && Result.isSuccess(result) ? result.success : before
  }, null)
  const failure = () => {
    const result = answer.latest
    return result && Result.isFailure(result) ? problemText(result.failure) : null
  }
  const timer = setInterval(() => {
    if (desk.online() && document.visibilityState === "visible") void refetch()
  }, lookEveryMillis)
  onCleanup(() => clearInterval(timer))
  // Somebody else changed an account, or it stopped working.
  createEffect(
    on(() => JSON.stringify(desk.directory().accountProblems), () => void refetch(), { defer: true }),
  )
  createEffect(on(desk.online, (online) => online && void refetch(), { defer: true }))
  return { list, failure, reload: async () => void await refetch() }
}

export type Accounts = ReturnType<typeof createAccounts>
