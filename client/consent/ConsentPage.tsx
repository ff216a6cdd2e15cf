import { A } from "@solidjs/router"
import Download from "lucide-solid/icons/download"
import ShieldX from "lucide-solid/icons/shield-x"
import { createSignal, For, Match, Show, Switch } from "solid-js"
import { csvLine } from "../../domain/contact/Csv.ts"
import { saveCsv } from "../ui/saveCsv.ts"
import { useScreen } from "../inbox/createScreen.ts"
import { PageFrame } from "../inbox/PageFrame.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import { EmptyState } from "../ui/EmptyState.tsx"
import styles from "./ConsentPage.module.css"
import { consentPath, type ConsentTab, consentTabs } from "./consentPath.ts"
import { RegisterTab } from "./RegisterTab.tsx"
import { UploadsTab } from "./UploadsTab.tsx"

const titles: Record<ConsentTab, string> = {
  register: "Register",
  uploads: "Uploads",
  "opt-outs": "Opt-outs",
}

const template = [
  csvLine(["mobile", "channel", "source", "date", "note"]),
  csvLine(["+14155550136", "whatsapp", "Web form", "2026-01-31", "Form 1024"]),
]

/** Who agreed to be written to, who opted out, and files of both kinds of news (CONSENT-2). */
export const ConsentPage = () => {
  const desk = useDesk()
  const screen = useScreen()
  const [optOuts, setOptOuts] = createSignal<number | null>(null)
  const tab = () => screen.consent() ?? "register"
  const isAdmin = () => desk.directory().me.role === "admin"
  return (
    <PageFrame
      label="Consent"
      titleId="consent-title"
      class={styles.page}
      beside={
        <Show when={isAdmin()}>
          <Button
            class={styles.action}
            onClick={() => saveCsv("consent-template.csv", template)}
          >
            <Download />
            Download CSV template
          </Button>
        </Show>
      }
    >
      <Show
        when={isAdmin()}
        fallback={
          <EmptyState
            icon={<ShieldX />}
            tone="neutral"
            title="This page is for admins. Ask one of them if you need it."
          />
        }
      >
        <nav class={styles.tabs} aria-label="Consent">
          <For each={consentTabs}>
            {(one) => (
              <A
                href={consentPath(one)}
                class={styles.tab}
                data-current={tab() === one}
                aria-current={tab() === one ? "page" : undefined}
              >
                {titles[one]}
                <Show when={one === "opt-outs" && optOuts() !== null}>
                  <span class={styles.count}>{optOuts()?.toLocaleString("en-US")}</span>
                </Show>
              </A>
            )}
          </For>
        </nav>
        <div class={styles.body}>
          <Switch>
            <Match when={tab() === "register"}>
              <RegisterTab of="consents" onTotal={() => undefined} />
            </Match>
            <Match when={tab() === "uploads"}>
              <UploadsTab />
            </Match>
            <Match when={tab() === "opt-outs"}>
              <RegisterTab of="optOuts" onTotal={setOptOuts} />
            </Match>
          </Switch>
        </div>
      </Show>
    </PageFrame>
  )
}
