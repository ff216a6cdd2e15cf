import { lazy, Show } from "solid-js"
import { hasRunningExports } from "../conversation/runningExports.ts"
import { useDesk } from "../sync/createDesk.ts"
import { createNotices } from "./createNotices.ts"

const ResumedExports = lazy(() =>
  import("../conversation/ResumedExports.tsx").then((it) => ({ default: it.ResumedExports }))
)

/** Nothing to see: what is told of beside the screen, loaded once the desk is there. */
export const Notices = () => {
  const desk = useDesk()
  createNotices()
  return (
    <Show when={hasRunningExports(desk.directory().me.id)}>
      <ResumedExports />
    </Show>
  )
}
