import type { AuditRpcs } from "../../../domain/rpc/AuditRpcs.ts"
import type { HoursRpcs } from "../../../domain/rpc/HoursRpcs.ts"
import type { MailRpcs } from "../../../domain/rpc/MailRpcs.ts"
import type { WorkspaceRpcs } from "../../../domain/rpc/WorkspaceRpcs.ts"
import { admins, adminsOfIt, type VerdictsOf } from "./CallVerdict.ts"

const wholeLog = { user: null, action: null, from: null, until: null }
const aWorkspace = { name: "Acme", timeZone: "UTC", plan: "paid", waitingLimitMinutes: 60 } as const
const always = { timeZone: "UTC", weekly: null, holidays: [] }

export const workspaceVerdicts: VerdictsOf<
  typeof WorkspaceRpcs | typeof HoursRpcs | typeof MailRpcs | typeof AuditRpcs
> = {
  "Workspace.save": [{
    asked: ({ member }) => ({
      seen: { ...aWorkspace, name: "Never its name", defaultAdmin: null },
      next: { ...aWorkspace, defaultAdmin: member },
    }),
    admin: "changed_meanwhile",
    member: "not_allowed",
    colleague: "not_allowed",
    foreigner: "changed_meanwhile",
  }],
  "Hours.saveWorkspace": [{
    asked: () => ({ seen: { hours: always, quietHours: null }, next: { hours: always, quietHours: null } }),
    ...admins,
  }],
  "Hours.saveSender": [{
    asked: ({ sender }) => ({ id: sender, seen: null, next: null }),
    ...adminsOfIt,
  }],
  "Mail.list": [{ asked: () => ({ limit: 50, cursor: null }), ...admins }],
  "Mail.get": [{
    asked: ({ mail }) => ({ id: mail }),
    ...adminsOfIt,
  }],
  "Audit.list": [{
    asked: ({ member }) => ({ ...wholeLog, user: member, limit: 50, cursor: null }),
    ...admins,
  }],
  "Audit.export": [{ asked: () => ({ ...wholeLog, cursor: null }), ...admins }],
}
