import type { UploadKind } from "../../domain/upload/RowUpload.ts"
import { consentWork } from "../consent/consentWork.ts"
import { contactWork } from "../contacts/contactWork.ts"
import type { UploadWork } from "./UploadWork.ts"

/** What can be brought as a file of rows. */
export const uploadWorks: Readonly<Record<UploadKind, UploadWork>> = {
  contacts: contactWork,
  consents: consentWork,
}
