import { Result } from "effect"
import { createEffect, createResource, createSignal, For, on, Show } from "solid-js"
import type { UserId } from "../../../domain/user/User.ts"
import type { Invitation, UserAccount } from "../../../domain/user/UserAccount.ts"
import { problemText } from "../../conversation/problemText.ts"
import { useDesk } from "../../sync/createDesk.ts"
import { Avatar } from "../../ui/Avatar.tsx"
import { Button } from "../../ui/Button.tsx"
import { listTime, shortDate } from "../../ui/DeskTime.ts"
import { Tag } from "../../ui/Tag.tsx"
import { useToast } from "../../ui/Toaster.tsx"
import card from "../SettingsCard.module.css"
import { SettingsIntro } from "../SettingsIntro.tsx"
import { InviteDrawer } from "./InviteDrawer.tsx"
import { UserDrawer } from "./UserDrawer.tsx"
import styles from "./UsersPage.module.css"

const roleText = (role: UserAccount["role"]) => role === "admin" ? "Admin" : "Standard user"

/** Who works at the desk, who is invited, and what they may do (ADMIN-1). */
export const UsersPage = () => {
  const desk = useDesk()
  const toast = useToast()
  const [answer, { refetch }] = createResource(() => desk.link.ask((client) => client["User.list"]()))
  const [open, setOpen] = createSignal<UserId | "new" | null>(null)
  const list = () => {
    const result = answer.latest
    return result && Result.isSuccess(result) ? result.success : null
  }
  const failure = () => {
    const result = answer.latest
    return result && Result.isFailure(result) ? result.failure : null
  }
  const opened = () => list()?.users.find(({ id }) => id === open()) ?? null
  // Somebody else changed users, here or at another desk.
  createEffect(on(() => JSON.stringify(desk.directory().users), () => void refetch(), { defer: true }))
  createEffect(on(desk.online, (online) => online && failure() && void refetch(), { defer: true }))

  const done = (title: string, text?: string) => {
    toast({ title, text })
    void refetch()
  }
  return (
    <>
      <div>
        <SettingsIntro title="Users" text="Who works at this desk, and what they may do.">
          <Button variant="primary" disabled={!desk.online()} onClick={() => setOpen("new")}>
            Invite a user
          </Button>
        </SettingsIntro>
        <Show when={failure()}>
          {(error) => (
            <section class={`${card.card} ${card.part} ${styles.failed}`} role="alert">
              <p>The users did not load. {problemText(error())}</p>
              <Button disabled={!desk.online()} onClick={() => void refetch()}>Try again</Button>
            </section>
          )}
        </Show>
        <Show when={list()}>
          {(known) => (
            <section class={card.card} aria-label="Users">
              <table class={styles.table} data-beside={open() !== null}>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col">Role</th>
                    <th scope="col">Licence</th>
                    <th scope="col" data-wide>Second factor</th>
                    <th scope="col" data-wide>Last seen</th>
                  </tr>
                </thead>
                <tbody>
                  <For each={known().users}>
                    {(user) => (
                      <UserRow
                        user={user}
                        isDefault={known().defaultAdmin === user.id}
                        open={open() === user.id}
                        onOpen={() => setOpen(user.id)}
                      />
                    )}
                  </For>
                  <For each={known().invitations}>
                    {(invitation) => <InvitationRow invitation={invitation} onDone={done} />}
                  </For>
                </tbody>
              </table>
            </section>
          )}
        </Show>
      </div>
      <Show when={list()}>
        {(known) => (
          <>
            <Show when={opened()} keyed>
              {(user) => (
                <UserDrawer
                  user={user}
                  list={known()}
                  onChanged={() => void refetch()}
                  onClose={() => setOpen(null)}
                />
              )}
            </Show>
            <Show when={open() === "new"}>
              <InviteDrawer
                onInvited={({ email }) => {
                  setOpen(null)
                  done("Invitation sent", email)
                }}
                onClose={() => setOpen(null)}
              />
            </Show>
          </>
        )}
      </Show>
    </>
  )
}

interface UserRowProps {
  readonly user: UserAccount
  readonly isDefault: boolean
  readonly open: boolean
  readonly onOpen: () => void
}

const UserRow = (props: UserRowProps) => {
  const desk = useDesk()
  const seen = () => props.user.lastSeenAt === null ? "" : listTime(props.user.lastSeenAt, desk.clock.now())
  return (
    <tr data-open={props.open}>
      <td>
        <button
          type="button"
          class={styles.who}
          aria-label={`Edit ${props.user.name}`}
          onClick={() => props.onOpen()}
        >
          <Avatar name={props.user.name} hueKey={props.user.id} size={32} />
          <span>
            <span class={styles.name}>{props.user.name}</span>
            <span class={styles.meta}>{props.user.email}</span>
          </span>
        </button>
      </td>
      <td>
        {roleText(props.user.role)}{" "}
        <Show when={props.isDefault}>
          <Tag tone="accent">Default admin</Tag>
        </Show>
      </td>
      <td>
        <Show
          when={props.user.active}
          fallback={<Tag tone="danger">Deactivated</Tag>}
        >
          <Tag tone={props.user.licensed ? "success" : "neutral"}>
            {props.user.licensed ? "Licence" : "No licence"}
          </Tag>
        </Show>
      </td>
      <td data-wide>{props.user.secondFactor ? "On" : "Off"}</td>
      <td data-wide>{seen()}</td>
    </tr>
  )
}

interface InvitationRowProps {
  readonly invitation: Invitation
  readonly onDone: (title: string, text?: string) => void
}

const InvitationRow = (props: InvitationRowProps) => {
  const desk = useDesk()
  const toast = useToast()
  const id = () => props.invitation.id
  const told = (result: Result.Result<unknown, Parameters<typeof problemText>[0]>, title: string) =>
    Result.isFailure(result)
      ? void toast({ title: "That did not work", text: problemText(result.failure), error: true })
      : props.onDone(title, props.invitation.email)
  const again = async () => {
    const asked = { id: id() }
    told(await desk.link.ask((client) => client["User.inviteAgain"](asked)), "Invitation sent again")
  }
  const withdraw = async () => {
    const asked = { id: id() }
    told(await desk.link.ask((client) => client["User.withdrawInvitation"](asked)), "Invitation withdrawn")
  }
  const expired = () => props.invitation.expiresAt <= desk.clock.now()
  return (
    <tr>
      <td>
        <span class={styles.who}>
          <Avatar name={props.invitation.name} hueKey={props.invitation.id} size={32} />
          <span>
            <span class={styles.name}>{props.invitation.name}</span>
            <span class={styles.meta}>{props.invitation.email}</span>
          </span>
        </span>
      </td>
      <td>{roleText(props.invitation.role)}</td>
      <td>
        <Tag tone="warn">{expired() ? "Invitation expired" : "Invited"}</Tag>
        <span class={styles.meta}>
          {expired() ? "" : `until ${shortDate(props.invitation.expiresAt, desk.clock.now())}`}
        </span>
      </td>
      <td colspan="2">
        <span class={styles.actions}>
          <Button
            size="small"
            disabled={!desk.online()}
            aria-label={`Send the invitation of ${props.invitation.name} again`}
            onClick={() => void again()}
          >
            Send again
          </Button>
          <Button
            size="small"
            disabled={!desk.online()}
            aria-label={`Withdraw the invitation of ${props.invitation.name}`}
            onClick={() => void withdraw()}
          >
            Withdraw
          </Button>
        </span>
      </td>
    </tr>
  )
}
