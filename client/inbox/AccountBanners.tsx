import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { For, Show } from "solid-js"
import type { AccountProblem } from "../../domain/account/AccountProblem.ts"
import type { Directory } from "../../domain/inbox/DeskChange.ts"
import { problemForAdmins, problemForAgents } from "../settings/providers/problemWords.ts"
import { settingsPath } from "../settings/settingsPath.ts"
import styles from "./AccountBanners.module.css"

/** So many problems are said at once; the others are on the accounts' pages. */
const shownMax = 2

/** Accounts that do not work, with what to do: there until they are mended (HOOK-6). Import it lazily. */
export const AccountBanners = (props: { readonly directory: Directory }) => {
  const isAdmin = () => props.directory.me.role === "admin"
  // An admin who switched one off knows.
  const problems = () =>
    props.directory.accountProblems.filter(({ kind }) => !isAdmin() || kind !== "disabled")
  const more = () => problems().length - shownMax
  return (
    <Show when={problems().length > 0}>
      <section class={styles.banners} aria-label="Account problems">
        <For each={problems().slice(0, shownMax)}>
          {(problem) => (
            <div class={styles.banner} role="alert">
              <TriangleAlert aria-hidden="true" />
              <Show
                when={isAdmin()}
                fallback={<p>{problemForAgents(problem, senderNames(props.directory, problem))}</p>}
              >
                <p>
                  <strong>{problemForAdmins(problem).title}</strong>{" "}
                  <span class={styles.advice}>{problemForAdmins(problem).advice}</span>
                </p>
                <a
                  class={styles.link}
                  href={settingsPath("providers", problem.accountId)}
                  aria-label={`Open the account ${problem.account}`}
                >
                  Open the account
                </a>
              </Show>
            </div>
          )}
        </For>
        <Show when={more() > 0}>
          <p class={styles.more}>
            {more() === 1 ? "One more account has a problem." : `${more()} more accounts have problems.`}
          </p>
        </Show>
      </section>
    </Show>
  )
}

/** The Sender IDs that it concerns: `Parcel Care`, or `Parcel Care and 2 more`. */
const senderNames = ({ senders }: Directory, problem: AccountProblem): string => {
  const labels = senders.filter(({ id }) => problem.senders.includes(id)).map(({ label }) => label)
  const [first = problem.account] = labels
  return labels.length > 1 ? `${first} and ${labels.length - 1} more` : first
}
