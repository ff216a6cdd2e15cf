import { createExport } from "../conversation/createExport.ts"
import { createBulkActions } from "../inbox/createBulkActions.ts"

/** Nothing to see: what was under way before a reload is followed on (FIT-3). */
export const ResumedWork = () => {
  createExport().resume()
  createBulkActions().resume()
  return null
}
