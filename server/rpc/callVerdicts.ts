import type { DeskRpcs } from "../../domain/rpc/DeskRpcs.ts"
import type { VerdictsOf } from "./verdicts/CallVerdict.ts"
import { botVerdicts } from "./verdicts/botVerdicts.ts"
import { campaignVerdicts } from "./verdicts/campaignVerdicts.ts"
import { consentVerdicts } from "./verdicts/consentVerdicts.ts"
import { rowUploadVerdicts } from "./verdicts/rowUploadVerdicts.ts"
import { contactNoteVerdicts } from "./verdicts/contactNoteVerdicts.ts"
import { contactVerdicts } from "./verdicts/contactVerdicts.ts"
import { conversationVerdicts } from "./verdicts/conversationVerdicts.ts"
import { inboxVerdicts } from "./verdicts/inboxVerdicts.ts"
import { labelVerdicts } from "./verdicts/labelVerdicts.ts"
import { notificationVerdicts } from "./verdicts/notificationVerdicts.ts"
import { providerVerdicts } from "./verdicts/providerVerdicts.ts"
import { savedFilterVerdicts } from "./verdicts/savedFilterVerdicts.ts"
import { simulatorVerdicts } from "./verdicts/simulatorVerdicts.ts"
import { templateVerdicts } from "./verdicts/templateVerdicts.ts"
import { userVerdicts } from "./verdicts/userVerdicts.ts"
import { workspaceVerdicts } from "./verdicts/workspaceVerdicts.ts"

/**
 * Every call of a desk, and what each kind of caller is answered: `access.test.ts` asks them all, and one that is missing in
 * its group's file does not compile. Give a new call an entry for each way in which it names something that somebody may not see.
 */
export const callVerdicts: VerdictsOf<typeof DeskRpcs> = {
  ...inboxVerdicts,
  ...conversationVerdicts,
  ...contactVerdicts,
  ...consentVerdicts,
  ...workspaceVerdicts,
  ...providerVerdicts,
  ...userVerdicts,
  ...notificationVerdicts,
  ...botVerdicts,
  ...simulatorVerdicts,
  ...templateVerdicts,
  ...campaignVerdicts,
  ...rowUploadVerdicts,
  ...contactNoteVerdicts,
  ...labelVerdicts,
  ...savedFilterVerdicts,
}
