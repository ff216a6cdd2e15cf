import { lazy, Show } from "solid-js"
import { runningExports } from "../conversation/runningExports.ts"
import { runningAssignments } from "../inbox/runningAssignments.ts"
import { useDesk } from "../sync/createDesk.ts"
import { createNotices } from "./createNotices.ts"

const ResumedWork = lazy(() => import("./ResumedWork.tsx").then((it) => ({ default: it.ResumedWork })))

/** Nothing to see: what is told of beside the screen, loaded once the desk is there. */
export const Notices = () => {
  const desk = useDesk()
  createNotices()
  const { id } = desk.directory().me
  return (
    <Show when={runningExports.hasAny(id) || runningAssignments.hasAny(id)}>
      <ResumedWork />
    </Show>
  )
}
