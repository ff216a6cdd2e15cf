import { Kbd } from "../ui/Kbd.tsx"
import page from "../inbox/DeskPage.module.css"
import styles from "./NothingOpen.module.css"

export const NothingOpen = () => (
  <section class={page.conversation} aria-label="Conversation">
    <div class={styles.nothing}>
      <svg class={styles.picture} viewBox="0 0 108 76" width="108" height="76" aria-hidden="true">
        <path
          class={styles.sms}
          d="M11 1h52a9 9 0 0 1 9 9v24a9 9 0 0 1-9 9H3a2 2 0 0 1-2-2V11A10 10 0 0 1 11 1Z"
        />
        <path
          class={styles.wa}
          d="M47 33h50a10 10 0 0 1 10 10v30a2 2 0 0 1-2 2H47a10 10 0 0 1-10-10V43a10 10 0 0 1 10-10Z"
        />
      </svg>
      <p class={styles.title}>Choose a conversation</p>
      <p class={styles.text}>Open one from the list, or start a new one.</p>
      <dl class={styles.keys}>
        <div>
          <dt>
            <Kbd>J</Kbd>
            <Kbd>K</Kbd>
          </dt>
          <dd>Next, previous</dd>
        </div>
        <div>
          <dt>
            <Kbd>C</Kbd>
          </dt>
          <dd>New conversation</dd>
        </div>
        <div>
          <dt>
            <Kbd>/</Kbd>
          </dt>
          <dd>Search</dd>
        </div>
        <div>
          <dt>
            <Kbd>?</Kbd>
          </dt>
          <dd>All shortcuts</dd>
        </div>
      </dl>
    </div>
  </section>
)
