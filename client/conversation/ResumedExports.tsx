import { createExport } from "./createExport.ts"

/** Nothing to see: the exports that were under way before a reload are followed on (FIT-3). */
export const ResumedExports = () => {
  createExport().resume()
  return null
}
