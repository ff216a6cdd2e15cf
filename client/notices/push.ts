import { Result } from "effect"
import type { UserId } from "../../domain/user/User.ts"
import type { DeskLink } from "../rpc/DeskLink.ts"

/** Whose browser this is: of several who sign in here only they are told, who switched it on. */
const storageKey = "desk:push"
export const pushWorker = "/push.js"

/** Whether this browser can be told while the desk is closed. */
export const isPushPossible = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis

export const isPushOn = (user: UserId): boolean =>
  isPushPossible() && localStorage.getItem(storageKey) === user && Notification.permission === "granted"

/** Tells the server where to reach this browser. Gives whether that went well. */
const subscribe = async (link: DeskLink): Promise<boolean> => {
  const registration = await navigator.serviceWorker.register(pushWorker)
  const key = await link.ask((client) => client["Push.key"]())
  if (Result.isFailure(key)) return false
  const options = { userVisibleOnly: true, applicationServerKey: key.success.key }
  const made = await registration.pushManager.subscribe(options).catch(async () => {
    // Made with the key of another installation.
    await (await registration.pushManager.getSubscription())?.unsubscribe()
    return registration.pushManager.subscribe(options)
  })
  const { endpoint, keys } = made.toJSON()
  const [p256dh, auth] = [keys?.["p256dh"], keys?.["auth"]]
  if (endpoint === undefined || p256dh === undefined || auth === undefined) return false
  return Result.isSuccess(await link.ask((client) => client["Push.subscribe"]({ endpoint, p256dh, auth })))
}

/** After each sign-in: what was told of ended with the session before. */
export const renewPush = async (user: UserId, link: DeskLink): Promise<void> => {
  if (isPushOn(user)) await subscribe(link).catch(() => false)
}

/** Switches it on or off for a user of this browser; gives whether it is on. */
export const setPush = async (on: boolean, user: UserId, link: DeskLink): Promise<boolean> => {
  localStorage.removeItem(storageKey)
  if (!on) {
    const registration = await navigator.serviceWorker.getRegistration(pushWorker)
    const made = await registration?.pushManager.getSubscription()
    if (made) {
      await link.ask((client) => client["Push.unsubscribe"]({ endpoint: made.endpoint }))
      await made.unsubscribe()
    }
    return false
  }
  if (await Notification.requestPermission() !== "granted") return false
  const done = await subscribe(link).catch(() => false)
  if (done) localStorage.setItem(storageKey, user)
  return done
}

/** A click on what a push showed, while a desk is open: that one opens the conversation. Gives what ends that. */
export const followPushClicks = (open: (path: string) => void): () => void => {
  if (!isPushPossible()) return () => {}
  const onMessage = ({ data, ports }: MessageEvent<{ readonly path?: unknown }>) => {
    // It asks whether this page is a desk.
    ports[0]?.postMessage(true)
    if (typeof data.path === "string") open(data.path)
  }
  navigator.serviceWorker.addEventListener("message", onMessage)
  return () => navigator.serviceWorker.removeEventListener("message", onMessage)
}
