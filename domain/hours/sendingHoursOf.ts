import type { Sender } from "../sender/Sender.ts"
import type { Workspace } from "../workspace/Workspace.ts"
import type { SendingHours } from "./nextSendingTime.ts"
import { recipientZones } from "./recipientZones.ts"

/**
 * The hours by which messages to an address go: a Sender ID's own before the workspace's (HOURS-1), and quiet hours where the
 * recipient may be (HOURS-4). The desk's hint and the server ask the same.
 */
export const sendingHoursOf = (
  workspace: Pick<Workspace, "hours" | "quietHours">,
  sender: Pick<Sender, "hours"> | undefined,
  address: string,
): SendingHours => ({
  business: sender?.hours ?? workspace.hours,
  quiet: workspace.quietHours,
  zones: workspace.quietHours === null ? [] : recipientZones(address),
})
