import Eraser from "lucide-solid/icons/eraser"
import ExternalLink from "lucide-solid/icons/external-link"
import Smartphone from "lucide-solid/icons/smartphone"
import { Show } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { Button } from "../ui/Button.tsx"
import button from "../ui/Button.module.css"
import { EmptyState } from "../ui/EmptyState.tsx"
import { Logo } from "../ui/Logo.tsx"
import { Tag } from "../ui/Tag.tsx"
import { createSimulator, SimulatorContext } from "./createSimulator.ts"
import { EventLog } from "./EventLog.tsx"
import { Handset } from "./Handset.tsx"
import { NetworkControls } from "./NetworkControls.tsx"
import { Players } from "./Players.tsx"
import styles from "./SimulatorPage.module.css"

const NotHere = () => (
  <main class={styles.notHere}>
    <EmptyState
      icon={<Smartphone />}
      tone="neutral"
      title="No phone simulator here"
      text="It is there for demo workspaces, where no real network is used."
    >
      <a class={button.button} data-variant="secondary" data-size="medium" href="/inbox">Open the desk</a>
    </EmptyState>
  </main>
)

const Simulation = () => {
  const simulator = createSimulator()
  return (
    <SimulatorContext.Provider value={simulator}>
      <div class={styles.page}>
        <header class={styles.header}>
          <Logo size={26} />
          <h1 class={styles.title}>Phone simulator</h1>
          <Tag tone="warn">Demo workspace</Tag>
          <p class={styles.lead}>You play the customer. Agents answer in the desk.</p>
          <Button onClick={() => simulator.clearLog()}>
            <Eraser aria-hidden="true" /> Clear log
          </Button>
          <a
            class={button.button}
            data-variant="primary"
            data-size="medium"
            href="/inbox"
            target="_blank"
            rel="noopener"
          >
            <ExternalLink aria-hidden="true" /> Open the desk
          </a>
        </header>
        <Show when={simulator.view()}>
          {(view) => (
            <main class={styles.columns}>
              <aside class={styles.controls} aria-label="Customer and network">
                <Players />
                <NetworkControls switches={view().state.switches} />
              </aside>
              <Handset />
              <EventLog log={view().log} />
            </main>
          )}
        </Show>
      </div>
    </SimulatorContext.Provider>
  )
}

/** Where one plays the customer on the simulated network of a demo workspace. */
export const SimulatorPage = () => {
  const desk = useDesk()
  document.title = "Phone simulator · Converse Desk"
  return (
    <Show when={desk.directory().workspace.demo} fallback={<NotHere />}>
      <Simulation />
    </Show>
  )
}
