import ShieldX from "lucide-solid/icons/shield-x"
import { A } from "@solidjs/router"
import { createEffect, createSignal, For, on, Show, Suspense } from "solid-js"
import { Dynamic } from "solid-js/web"
import { useScreen } from "../inbox/createScreen.ts"
import { PageFrame } from "../inbox/PageFrame.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { EmptyState } from "../ui/EmptyState.tsx"
import { settingsPath } from "./settingsPath.ts"
import { type SettingsPageEntry, settingsPages, settingsPagesFor } from "./settingsPages.ts"
import styles from "./SettingsPage.module.css"
import { UnsavedContext, type UnsavedForm } from "./UnsavedContext.ts"
import { UnsavedGuard } from "./UnsavedGuard.tsx"

/** The settings: their navigation, and the page that the address names. On a phone one of the two. */
export const SettingsPage = () => {
  const desk = useDesk()
  const screen = useScreen()
  const [form, setForm] = createSignal<UnsavedForm | null>(null)
  const pages = () => settingsPagesFor(desk.directory().me.role)
  const asked = () => screen.settings()?.page ?? null
  const shown = () => {
    const id = asked()
    if (id !== null) return settingsPages.find((page) => page.id === id) ?? null
    return screen.narrow() ? null : pages()[0] ?? null
  }
  const hasList = () => !screen.narrow() || asked() === null
  const allowed = (page: SettingsPageEntry) => pages().includes(page)
  createEffect(on(() => shown()?.id, () => document.getElementById("settings-title")?.focus()))
  return (
    <UnsavedContext.Provider value={{ form, setForm }}>
      <PageFrame
        label="Settings"
        titleId="settings-title"
        title={screen.narrow() ? shown()?.title ?? "Settings" : "Settings"}
        class={styles.page}
        back={screen.narrow() && asked() !== null
          ? { label: "Back to settings", go: () => screen.goToSettings() }
          : null}
      >
        <div class={styles.body}>
          <Show when={hasList()}>
            <SettingsNav pages={pages()} current={shown()} />
          </Show>
          <Show when={!screen.narrow() || asked() !== null}>
            <div class={styles.main}>
              <Show when={shown()} keyed fallback={<NoSuchPage />}>
                {(page) => (
                  <Show when={allowed(page)} fallback={<ForAdmins />}>
                    <div class={styles.content} data-width={page.width}>
                      <Suspense>
                        <Dynamic component={page.component} />
                      </Suspense>
                    </div>
                  </Show>
                )}
              </Show>
              <UnsavedGuard />
            </div>
          </Show>
        </div>
      </PageFrame>
    </UnsavedContext.Provider>
  )
}

interface SettingsNavProps {
  readonly pages: ReadonlyArray<SettingsPageEntry>
  readonly current: SettingsPageEntry | null
}

const SettingsNav = (props: SettingsNavProps) => (
  <nav class={styles.nav} aria-label="Settings">
    <For each={["You", "Workspace"] as const}>
      {(group) => (
        <Show when={props.pages.some((page) => page.group === group)}>
          <h2 class={styles.group}>{group}</h2>
          <ul>
            <For each={props.pages.filter((page) => page.group === group)}>
              {(page) => (
                <li>
                  <A
                    href={settingsPath(page.id)}
                    class={styles.item}
                    data-current={props.current === page}
                    aria-current={props.current === page ? "page" : undefined}
                  >
                    <Dynamic component={page.icon} />
                    {page.title}
                  </A>
                </li>
              )}
            </For>
          </ul>
        </Show>
      )}
    </For>
  </nav>
)

const ForAdmins = () => {
  const desk = useDesk()
  const admin = () => desk.directory().users.find(({ licensed, role }) => licensed && role === "admin")?.name
  return (
    <EmptyState
      icon={<ShieldX />}
      tone="neutral"
      title={`This page is for admins. Ask ${admin() ?? "one of them"} if you need it.`}
    />
  )
}

const NoSuchPage = () => (
  <EmptyState icon={<ShieldX />} tone="neutral" title="There is no such page in the settings." />
)
