import type { Location, MessageContent, Order } from "../../domain/conversation/MessageContent.ts"
import { cleanText, cleanTextOrNull } from "./cleanText.ts"

const placeLengthMax = 1024
const productsMax = 100

type Words = string | null | undefined

const within = (value: number, limit: number): boolean => Number.isFinite(value) && Math.abs(value) <= limit

/** A place as it is shown and found; null for one that is nowhere on earth. */
export const locationContent = (
  place: {
    readonly latitude: number
    readonly longitude: number
    readonly name?: Words
    readonly address?: Words
  },
): MessageContent | null => {
  const { latitude, longitude } = place
  if (!within(latitude, 90) || !within(longitude, 180)) return null
  const location: Location = {
    latitude,
    longitude,
    name: cleanTextOrNull(place.name, placeLengthMax),
    address: cleanTextOrNull(place.address, placeLengthMax),
  }
  const words = [location.name, location.address].filter((one) => one !== null).join(", ")
  const point = `${latitude}, ${longitude}`
  return { kind: "location", text: words === "" ? point : `${words} (${point})`, media: [], location }
}

/** An order from the business's catalogue, in the words that WhatsApp has for it. */
export const orderContent = (
  wire: {
    readonly catalog_id?: Words
    readonly product_items: ReadonlyArray<{
      readonly product_retailer_id: string
      readonly quantity: number
      readonly item_price: number
      readonly currency?: Words
    }>
  },
  words: string | null,
): MessageContent => {
  const order: Order = {
    catalogId: cleanText(wire.catalog_id, 256),
    products: wire.product_items.slice(0, productsMax).map((item) => ({
      id: cleanText(item.product_retailer_id, 256),
      quantity: item.quantity,
      price: item.item_price,
      currency: cleanText(item.currency, 8),
    })),
  }
  const lines = order.products.map(({ currency, id, price, quantity }) =>
    `${quantity} × ${id}, ${price} ${currency}`
  )
  return { kind: "order", text: [words, ...lines].filter(Boolean).join("\n"), media: [], order }
}
