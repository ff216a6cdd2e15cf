import { randomUUID } from "node:crypto"
import { NoticeId } from "../../../domain/notification/Notice.ts"
import type { NoticeRpcs } from "../../../domain/rpc/NoticeRpcs.ts"
import type { NotificationRpcs } from "../../../domain/rpc/NotificationRpcs.ts"
import type { PushRpcs } from "../../../domain/rpc/PushRpcs.ts"
import { everybody, type VerdictsOf } from "./CallVerdict.ts"

export const notificationVerdicts: VerdictsOf<typeof NotificationRpcs | typeof NoticeRpcs | typeof PushRpcs> =
  {
    "Notification.settings": [{ asked: () => undefined, ...everybody }],
    "Notification.saveEmail": [{ asked: () => ({ on: false, senders: null }), ...everybody }],
    "Notification.saveBrowser": [{ asked: () => ({ tabAlerts: true, sound: false }), ...everybody }],
    "Notification.mailTexts": [{ asked: () => undefined, ...everybody }],
    "Notification.preview": [{ asked: () => ({ channel: "sms", form: "text", body: null }), ...everybody }],
    "Notification.sendTest": [{ asked: () => ({ channel: "sms", form: "text", body: null }), ...everybody }],
    // Each of one's own alone: what somebody else's id names is not there, and nothing of it changes.
    "Notice.list": [{ asked: () => ({ limit: 30 }), ...everybody }],
    "Notice.unread": [{ asked: () => undefined, ...everybody }],
    "Notice.read": [{ asked: () => ({ id: NoticeId.make(1) }), ...everybody }],
    "Notice.readAll": [{ asked: () => ({ upTo: NoticeId.make(1) }), ...everybody }],
    "Push.key": [{ asked: () => undefined, ...everybody }],
    "Push.subscribe": [{
      asked: () => ({
        endpoint: `https://fcm.googleapis.com/fcm/send/${randomUUID()}`,
        p256dh: `B${"A".repeat(86)}`,
        auth: "A".repeat(22),
      }),
      ...everybody,
    }],
    "Push.unsubscribe": [{
      asked: () => ({ endpoint: "https://fcm.googleapis.com/fcm/send/none" }),
      ...everybody,
    }],
  }
