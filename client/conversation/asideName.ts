import type { AsideHow } from "../../domain/conversation/Aside.ts"

export const asideName: Readonly<Record<AsideHow, string>> = { done: "Done", snoozed: "Snoozed" }
