import Download from "lucide-solid/icons/download"
import { createSignal, lazy, Match, Show, Suspense, Switch } from "solid-js"
import type { ConversationId } from "../../domain/conversation/ConversationId.ts"
import type { MediaDescription } from "../../domain/conversation/MessageContent.ts"
import type { MessageId } from "../../domain/conversation/MessageId.ts"
import { mediaClassOf, sizeText } from "../../domain/media/mediaProblem.ts"
import { mediaPath, smallPicture } from "../../domain/media/Upload.ts"
import { fileKind, fileLetters } from "../../domain/media/fileKind.ts"
import { type NotShown, whyNotShown } from "./whyNotShown.ts"
import styles from "./MediaTile.module.css"

const MediaViewer = lazy(() => import("./MediaViewer.tsx").then((it) => ({ default: it.MediaViewer })))

/** Larger ones load when they are asked for (UI 4.4). */
const loadedByItselfMax = 16 * 1024 * 1024

export interface MediaTileProps {
  readonly file: MediaDescription
  readonly conversationId: ConversationId
  readonly messageId: MessageId
  readonly position: number
}

/** Sounds play one at a time. */
const pauseOthers = (playing: HTMLMediaElement) => {
  for (const other of document.querySelectorAll<HTMLMediaElement>("audio, video")) {
    if (other !== playing) other.pause()
  }
}

/** One file of a message: shown in place where a browser can, and always to be saved by the icon at its top right (MEDIA-2). */
export const MediaTile = (props: MediaTileProps) => {
  const [lost, setLost] = createSignal<NotShown | null>(null)
  const [opened, setOpened] = createSignal(false)
  const [asked, setAsked] = createSignal(false)
  const [asIs, setAsIs] = createSignal(false)
  const lose = () => void whyNotShown(url()).then(setLost)
  const url = () => mediaPath(props.conversationId, props.messageId, props.position)
  // A sticker may move; whatever has no small picture is shown as it is.
  const picture = () => asIs() || props.file.form === "sticker" ? url() : `${url()}?${smallPicture}`
  const kind = () => mediaClassOf(props.file.type)
  const name = () => props.file.name ?? fileKind(null, props.file.type)
  const waits = () => !asked() && (props.file.size ?? 0) > loadedByItselfMax
  const DownloadLink = () => (
    <a
      class={styles.download}
      href={`${url()}?download`}
      download={props.file.name ?? ""}
      aria-label={`Download ${name()}`}
      data-tooltip="Download"
    >
      <Download aria-hidden="true" />
    </a>
  )
  const FileLine = (line: { readonly text: string; readonly link: boolean }) => (
    <span class={styles.file}>
      <span class={styles.letters} data-kind={kind()} aria-hidden="true">
        {fileLetters(props.file.name, props.file.type)}
      </span>
      <span class={styles.lines}>
        <strong>{name()}</strong>
        <span>{line.text}</span>
      </span>
      <Show when={line.link}>
        <DownloadLink />
      </Show>
    </span>
  )
  const facts = () =>
    [fileKind(props.file.name, props.file.type), props.file.size === null ? null : sizeText(props.file.size)]
      .filter((it) => it !== null).join(" · ")
  return (
    <Switch fallback={<FileLine text={facts()} link />}>
      <Match when={lost()}>
        {(why) => <FileLine text={why().text} link={why().downloads} />}
      </Match>
      <Match when={kind() === "image" && waits() || kind() === "video" && waits()}>
        <button type="button" class={styles.file} onClick={() => setAsked(true)}>
          <FileLine text={`Load ${sizeText(props.file.size ?? 0)}`} link={false} />
        </button>
      </Match>
      <Match when={kind() === "image"}>
        <span class={styles.picture} classList={{ [styles.sticker ?? ""]: props.file.form === "sticker" }}>
          <button
            type="button"
            class={styles.open}
            aria-label={`Open ${name()}`}
            onClick={() => setOpened(true)}
          >
            <img
              src={picture()}
              alt=""
              loading="lazy"
              decoding="async"
              onError={() => picture() === url() ? lose() : setAsIs(true)}
            />
          </button>
          <DownloadLink />
        </span>
        <Suspense>
          <Show when={opened()}>
            <MediaViewer first={url()} name={name()} onClose={() => setOpened(false)} />
          </Show>
        </Suspense>
      </Match>
      <Match when={kind() === "video"}>
        <span class={styles.picture} data-media={url()}>
          <video
            class={styles.video}
            src={url()}
            controls
            preload="metadata"
            aria-label={name()}
            onPlay={(event) => pauseOthers(event.currentTarget)}
            onError={lose}
          />
          <DownloadLink />
        </span>
      </Match>
      <Match when={kind() === "audio"}>
        <span class={styles.sound}>
          <audio
            src={url()}
            controls
            preload="metadata"
            aria-label={props.file.form === "voice" ? "Voice message" : name()}
            onPlay={(event) => pauseOthers(event.currentTarget)}
            onError={lose}
          />
          <DownloadLink />
        </span>
      </Match>
    </Switch>
  )
}
