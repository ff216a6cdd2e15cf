import BatteryFull from "lucide-solid/icons/battery-full"
import Paperclip from "lucide-solid/icons/paperclip"
import PowerOff from "lucide-solid/icons/power-off"
import Send from "lucide-solid/icons/send"
import Signal from "lucide-solid/icons/signal"
import Wifi from "lucide-solid/icons/wifi"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import { type MediaDescription, textLengthMax } from "../../domain/conversation/MessageContent.ts"
import type { Channel } from "../../domain/sender/Sender.ts"
import type { HandsetMessage } from "../../domain/simulator/SimulatorState.ts"
import { FilledTemplate } from "../templates/FilledTemplate.tsx"
import { TemplateButtons } from "../templates/TemplateButtons.tsx"
import { useDesk } from "../sync/createDesk.ts"
import { Avatar } from "../ui/Avatar.tsx"
import { ChannelMark, channelName } from "../ui/ChannelMark.tsx"
import { clockTime, dayLabel, isSameDay } from "../ui/DeskTime.ts"
import { useSimulator } from "./createSimulator.ts"
import styles from "./Handset.module.css"

const channels: ReadonlyArray<Channel> = ["whatsapp", "sms"]
const quickTexts = ["That works", "Call me", "STOP", "START"]

/** Which of the customer's apps is on the screen: it follows the Sender ID, and choosing one chooses the other. */
const Apps = () => {
  const simulator = useSimulator()
  const first = (channel: Channel) => simulator.view()?.state.senders.find((it) => it.channel === channel)
  return (
    <div class={styles.apps} role="group" aria-label="App on the phone">
      <For each={channels}>
        {(channel) => (
          <button
            type="button"
            class={styles.app}
            aria-pressed={simulator.sender()?.channel === channel}
            disabled={first(channel) === undefined}
            onClick={() => {
              const sender = first(channel)
              if (sender && simulator.sender()?.channel !== channel) simulator.writeTo(sender.id)
            }}
          >
            <ChannelMark channel={channel} size={14} decorative />
            {channelName(channel)}
          </button>
        )}
      </For>
    </div>
  )
}

const File = (props: { readonly file: MediaDescription }) => (
  <span class={styles.file}>
    <Paperclip aria-hidden="true" />
    {props.file.name ?? props.file.type}
  </span>
)

const Bubble = (props: { readonly message: HandsetMessage; readonly dayBefore: number | null }) => {
  const desk = useDesk()
  const simulator = useSimulator()
  return (
    <>
      <Show when={props.dayBefore === null || !isSameDay(props.dayBefore, props.message.at)}>
        <li class={styles.day}>{dayLabel(props.message.at, desk.clock.now())}</li>
      </Show>
      <li class={styles.message} data-direction={props.message.direction}>
        <div class={styles.bubble}>
          <span class="visually-hidden">
            {props.message.direction === "fromCustomer" ? "You wrote: " : "They wrote: "}
          </span>
          <For each={props.message.media}>{(file) => <File file={file} />}</For>
          <Show when={props.message.template} fallback={props.message.text}>
            {(use) => (
              <FilledTemplate use={use()} hasFile={(props.message.media ?? []).length > 0}>
                {props.message.text}
              </FilledTemplate>
            )}
          </Show>
          <time class={styles.time}>{clockTime(props.message.at)}</time>
        </div>
        <TemplateButtons
          buttons={props.message.template?.buttons ?? []}
          onReply={(label) => void simulator.write(label)}
        />
      </li>
    </>
  )
}

const Chat = () => {
  const simulator = useSimulator()
  let list: HTMLOListElement | undefined
  createEffect(on(simulator.chat, () => list?.scrollTo({ top: list.scrollHeight })))
  return (
    <ol ref={list} class={styles.chat} tabindex="0" aria-label="Chat" aria-live="polite">
      <For each={simulator.chat()}>
        {(message, index) => (
          <Bubble message={message} dayBefore={simulator.chat()[index() - 1]?.at ?? null} />
        )}
      </For>
    </ol>
  )
}

const Composer = () => {
  const simulator = useSimulator()
  const [text, setText] = createSignal("")
  const off = () => simulator.view()?.state.switches.phoneOff === true
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const written = text()
    if (written.trim() === "" || off()) return
    setText("")
    if (!await simulator.write(written)) setText((now) => now === "" ? written : now)
  }
  return (
    <Show
      when={!off()}
      fallback={
        <p class={styles.off}>
          <PowerOff aria-hidden="true" /> The phone is off. It gets its messages when it is on again.
        </p>
      }
    >
      <div class={styles.quick} role="group" aria-label="Quick answers">
        <For each={quickTexts}>
          {(quick) => (
            <button
              type="button"
              class={styles.quickText}
              onClick={() => void simulator.write(quick)}
            >
              {quick}
            </button>
          )}
        </For>
      </div>
      <form class={styles.composer} onSubmit={submit}>
        <input
          class={styles.input}
          aria-label="Message of the customer"
          placeholder="Message"
          autocomplete="off"
          maxlength={textLengthMax}
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button class={styles.send} type="submit" aria-label="Send as the customer" data-tooltip="Send">
          <Send aria-hidden="true" />
        </button>
      </form>
    </Show>
  )
}

/** The customer's phone with the chat that the customer has with one Sender ID. */
export const Handset = () => {
  const desk = useDesk()
  const simulator = useSimulator()
  return (
    <section class={styles.stage} aria-label="Phone">
      <Apps />
      <div class={styles.phone} data-channel={simulator.sender()?.channel}>
        <div class={styles.screen}>
          <div class={styles.status} aria-hidden="true">
            <span>{clockTime(desk.clock.now())}</span>
            <span class={styles.island} />
            <span class={styles.signals}>
              <Signal />
              <Wifi />
              <BatteryFull />
            </span>
          </div>
          <Show
            when={simulator.sender()}
            fallback={<p class={styles.nobody}>There is no Sender ID on the simulated network yet.</p>}
          >
            {(sender) => (
              <>
                <header class={styles.contact}>
                  <Avatar name={sender().label} hueKey={sender().id} size={36} />
                  <div>
                    <h2 class={styles.label}>{sender().label}</h2>
                    <p class={styles.about}>
                      {sender().channel === "whatsapp" ? "Business account" : sender().address}
                    </p>
                  </div>
                </header>
                <Chat />
                <Composer />
              </>
            )}
          </Show>
        </div>
      </div>
    </section>
  )
}
