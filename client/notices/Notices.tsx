import { createNotices } from "./createNotices.ts"

/** Nothing to see: what is told of beside the screen, loaded once the desk is there. */
export const Notices = () => {
  createNotices()
  return null
}
