import { createSignal, For, Show } from "solid-js"
import { useDesk } from "../sync/createDesk.ts"
import { Kbd } from "../ui/Kbd.tsx"
import { Modal } from "../ui/Modal.tsx"
import styles from "./ShortcutsDialog.module.css"
import { areSingleKeysOn, setSingleKeys } from "./singleKeys.ts"

interface Shortcut {
  readonly action: string
  readonly keys: ReadonlyArray<string>
  /** The keys are pressed one after the other. */
  readonly sequence?: boolean
  readonly admin?: boolean
}

interface Group {
  readonly title: string
  readonly shortcuts: ReadonlyArray<Shortcut>
}

const columns: ReadonlyArray<ReadonlyArray<Group>> = [
  [
    {
      title: "Move",
      shortcuts: [
        { action: "Next conversation", keys: ["J"] },
        { action: "Previous conversation", keys: ["K"] },
        { action: "Open conversation", keys: ["Enter"] },
        { action: "Back to the list", keys: ["Esc"] },
        { action: "Next unread", keys: ["N"] },
      ],
    },
    {
      title: "Go to",
      shortcuts: [
        { action: "My Inbox", keys: ["G", "I"], sequence: true },
        { action: "Sent Messages", keys: ["G", "S"], sequence: true },
        { action: "Contacts", keys: ["G", "C"], sequence: true },
        { action: "Templates", keys: ["G", "T"], sequence: true },
        { action: "Notifications", keys: ["G", "N"], sequence: true },
        { action: "One label", keys: ["G", "L"], sequence: true },
      ],
    },
  ],
  [
    {
      title: "Conversation",
      shortcuts: [
        { action: "New conversation", keys: ["C"] },
        { action: "Reply", keys: ["R"] },
        { action: "Note for the team", keys: ["M"] },
        { action: "Assign", keys: ["A"], admin: true },
        { action: "Done, or back to the inbox", keys: ["D"] },
        { action: "Snooze", keys: ["Z"] },
        { action: "Pin or unpin", keys: ["T"] },
        { action: "Labels", keys: ["L"] },
        { action: "Save or edit contact", keys: ["S"] },
        { action: "Export transcript", keys: ["E"] },
        { action: "Mark read or unread", keys: ["U"] },
        { action: "Show or hide contact panel", keys: ["P"] },
      ],
    },
  ],
  [
    {
      title: "Write",
      shortcuts: [
        { action: "Send", keys: ["Enter"] },
        { action: "Send, always", keys: ["Ctrl", "Enter"] },
        { action: "New line", keys: ["Shift", "Enter"] },
        { action: "Template, in an empty message", keys: ["/"] },
        { action: "Emoji, then its name", keys: [":"] },
        { action: "Leave the message box", keys: ["Esc"] },
      ],
    },
    {
      title: "Select",
      shortcuts: [
        { action: "Select conversation", keys: ["X"] },
        { action: "Extend selection", keys: ["Shift", "J"] },
        { action: "Select all in view", keys: ["Ctrl", "A"] },
      ],
    },
    {
      title: "Anywhere",
      shortcuts: [
        { action: "Jump to anything", keys: ["Ctrl", "K"] },
        { action: "Search conversations", keys: ["/"] },
        { action: "Close dialog", keys: ["Esc"] },
        { action: "This list", keys: ["?"] },
      ],
    },
  ],
]

export const ShortcutsDialog = (props: { readonly onClose: () => void }) => {
  const desk = useDesk()
  const [single, setSingle] = createSignal(areSingleKeysOn())
  const shown = (shortcut: Shortcut) => !shortcut.admin || desk.directory().me.role === "admin"
  return (
    <Modal
      title="Keyboard shortcuts"
      width={860}
      onClose={() => props.onClose()}
      footer={
        <label class={styles.single}>
          <input
            type="checkbox"
            checked={single()}
            onChange={(event) => {
              setSingle(event.currentTarget.checked)
              setSingleKeys(event.currentTarget.checked)
            }}
          />
          Use single-key shortcuts
          <span class={styles.hint}>Turn off if you use voice control.</span>
        </label>
      }
    >
      <div class={styles.columns}>
        <For each={columns}>
          {(groups) => (
            <div>
              <For each={groups}>
                {(group) => (
                  <section>
                    <h3 class={styles.title}>{group.title}</h3>
                    <dl>
                      <For each={group.shortcuts.filter(shown)}>
                        {(shortcut) => (
                          <div class={styles.line}>
                            <dt>{shortcut.action}</dt>
                            <dd>
                              <For each={shortcut.keys}>
                                {(key, index) => (
                                  <>
                                    <Show when={index() > 0 && shortcut.sequence}>then</Show>
                                    <Kbd>{key}</Kbd>
                                  </>
                                )}
                              </For>
                            </dd>
                          </div>
                        )}
                      </For>
                    </dl>
                  </section>
                )}
              </For>
            </div>
          )}
        </For>
      </div>
    </Modal>
  )
}
