import ContactRound from "lucide-solid/icons/contact-round"
import Info from "lucide-solid/icons/info"
import MapPin from "lucide-solid/icons/map-pin"
import ShoppingCart from "lucide-solid/icons/shopping-cart"
import { For, type JSX, Match, Show, Switch } from "solid-js"
import type {
  ContactCard,
  Location,
  MessageContent,
  Order,
} from "../../domain/conversation/MessageContent.ts"
import { formatNumber } from "../contact/formatNumber.ts"
import styles from "./RichContent.module.css"

/** A place, cards of people, an order, and what messages say about others (HOOK-7). */
export const RichContent = (props: { readonly content: MessageContent }) => (
  <Switch fallback={props.content.text}>
    <Match when={props.content.kind === "location" && props.content.location}>
      {(location) => <Place location={location()} />}
    </Match>
    <Match when={props.content.kind === "contacts" && props.content.contacts}>
      {(cards) => <For each={cards()}>{(card) => <Person card={card} />}</For>}
    </Match>
    <Match when={props.content.kind === "order" && props.content.order}>
      {(order) => <Ordered order={order()} text={props.content.text} />}
    </Match>
    <Match when={props.content.kind === "reaction"}>
      {props.content.text === "" ? <em>Took back a reaction</em> : <>Reacted {props.content.text}</>}
    </Match>
    <Match when={props.content.kind === "edited"}>
      <Show when={props.content.text !== ""} fallback={<em>Changed a message</em>}>
        <span class={styles.label}>Changed it to</span>
        {props.content.text}
      </Show>
    </Match>
    <Match when={props.content.kind === "deleted"}>
      <em>{props.content.quote ? "Deleted a message" : "The customer deleted this message"}</em>
    </Match>
    <Match when={props.content.kind === "system"}>
      <Card icon={<Info aria-hidden="true" />} title={props.content.text} />
    </Match>
  </Switch>
)

interface CardProps {
  readonly icon: JSX.Element
  readonly title: string
  readonly children?: JSX.Element
}

const Card = (props: CardProps) => (
  <span class={styles.card}>
    {props.icon}
    <span class={styles.lines}>
      <strong>{props.title}</strong>
      {props.children}
    </span>
  </span>
)

const degrees = (value: number): string => value.toFixed(5)

/** A place on a card, with a link to a map. */
export const Place = (props: { readonly location: Location }) => {
  const where = () => `${degrees(props.location.latitude)}, ${degrees(props.location.longitude)}`
  const map = () => {
    const [latitude, longitude] = [degrees(props.location.latitude), degrees(props.location.longitude)]
    return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
  }
  return (
    <Card icon={<MapPin aria-hidden="true" />} title={props.location.name ?? "Location"}>
      <Show when={props.location.address}>{(address) => <span>{address()}</span>}</Show>
      <a href={map()} target="_blank" rel="noopener noreferrer">{where()}</a>
    </Card>
  )
}

const Person = (props: { readonly card: ContactCard }) => (
  <Card icon={<ContactRound aria-hidden="true" />} title={props.card.name || "Contact"}>
    <Show when={props.card.organisation}>{(organisation) => <span>{organisation()}</span>}</Show>
    <For each={props.card.phones}>{(phone) => <span>{formatNumber(phone)}</span>}</For>
    <For each={props.card.emails}>{(email) => <span>{email}</span>}</For>
  </Card>
)

const Ordered = (props: { readonly order: Order; readonly text: string }) => (
  <Card icon={<ShoppingCart aria-hidden="true" />} title="Order">
    <For each={props.order.products}>
      {({ currency, id, price, quantity }) => (
        <span>
          {quantity} × {id} · {price} {currency}
        </span>
      )}
    </For>
    <Show when={props.text}>{(text) => <span>{text()}</span>}</Show>
  </Card>
)
