import type { BotSecrets } from "../../../domain/rpc/BotRpcs.ts"
import { Button } from "../../ui/Button.tsx"
import styles from "./BotsPage.module.css"

/** The bot's secret and key, which are shown this once. */
export const BotSecretsNote = (props: { readonly secrets: BotSecrets }) => {
  const Line = (line: { readonly label: string; readonly value: string }) => (
    <p>
      {line.label}: <code class={styles.secret}>{line.value}</code>{" "}
      <Button variant="link" onClick={() => void navigator.clipboard.writeText(line.value)}>
        Copy {line.label.toLowerCase()}
      </Button>
    </p>
  )
  return (
    <section class={styles.secrets} role="status" aria-label="Secret and key">
      <p>Give these to the bot now. They are not shown again.</p>
      <p>
        With its key it can, only where it is active, read the conversation and its files, answer, and hand
        over to people.
      </p>
      <Line label="Signing secret" value={props.secrets.secret} />
      <Line label="API key" value={props.secrets.apiKey} />
    </section>
  )
}
