import TriangleAlert from "lucide-solid/icons/triangle-alert"
import { For, Show } from "solid-js"
import type { AccountProblem } from "../../domain/account/AccountProblem.ts"
import type { BotProblem } from "../../domain/bot/BotProblem.ts"
import type { Directory } from "../../domain/inbox/DeskChange.ts"
import { problemForAdmins, problemForAgents } from "../settings/providers/problemWords.ts"
import { settingsPath } from "../settings/settingsPath.ts"
import { dateAndTime } from "../ui/DeskTime.ts"
import styles from "./ProblemBanners.module.css"

/** So many problems are said at once; the others are on the pages of accounts and bots. */
const shownMax = 2

/** What a banner says; `link`: where it is mended. */
interface ProblemWords {
  readonly title: string
  readonly advice: string
  readonly link: { readonly path: string; readonly label: string; readonly of: string } | null
}

type Problem = AccountProblem | BotProblem

const wordsOfAccount = (problem: AccountProblem, directory: Directory): ProblemWords =>
  directory.me.role === "admin"
    ? {
      ...problemForAdmins(problem),
      link: {
        path: settingsPath("providers", problem.accountId),
        label: "Open the account",
        of: problem.account,
      },
    }
    : { title: "", advice: problemForAgents(problem, senderNames(directory, problem)), link: null }

const wordsOfBot = ({ bot, detail, since }: BotProblem): ProblemWords => ({
  title: `${bot.name} has not answered since ${dateAndTime(since, Date.now())}.`,
  advice: `${detail} People get its conversations. Check its address and test it.`,
  link: { path: settingsPath("bots", bot.id), label: "Open the bot", of: bot.name },
})

/** Accounts and bots that do not work, with what to do: there until they are mended (HOOK-6). Import it lazily. */
export const ProblemBanners = (props: { readonly directory: Directory }) => {
  const isAdmin = () => props.directory.me.role === "admin"
  const problems = (): ReadonlyArray<Problem> => [
    // An admin who switched one off knows.
    ...props.directory.accountProblems.filter(({ kind }) => !isAdmin() || kind !== "disabled"),
    ...props.directory.botProblems,
  ]
  const wordsOf = (problem: Problem) =>
    "bot" in problem ? wordsOfBot(problem) : wordsOfAccount(problem, props.directory)
  const more = () => problems().length - shownMax
  return (
    <Show when={problems().length > 0}>
      <section class={styles.banners} aria-label="Problems">
        <For each={problems().slice(0, shownMax)}>
          {(problem) => (
            <div class={styles.banner} role="alert">
              <TriangleAlert aria-hidden="true" />
              <Show when={wordsOf(problem).link} fallback={<p>{wordsOf(problem).advice}</p>}>
                {(link) => (
                  <>
                    <p>
                      <strong>{wordsOf(problem).title}</strong>{" "}
                      <span class={styles.advice}>{wordsOf(problem).advice}</span>
                    </p>
                    <a class={styles.link} href={link().path} aria-label={`${link().label} ${link().of}`}>
                      {link().label}
                    </a>
                  </>
                )}
              </Show>
            </div>
          )}
        </For>
        <Show when={more() > 0}>
          <p class={styles.more}>
            {more() === 1 ? "There is one more problem." : `There are ${more()} more problems.`}
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
