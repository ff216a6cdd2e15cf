import { createMemo } from "solid-js"
import { encode } from "uqr"

/** A QR code, drawn here: what it says goes nowhere else. */
export const QrCode = (
  props: { readonly text: string; readonly label: string; readonly class?: string | undefined },
) => {
  const code = createMemo(() => encode(props.text, { ecc: "M", border: 0 }))
  const path = () =>
    code().data.flatMap((row, y) => row.map((dark, x) => dark ? `M${x} ${y}h1v1h-1z` : "")).join("")
  return (
    <svg
      class={props.class}
      viewBox={`0 0 ${code().size} ${code().size}`}
      role="img"
      aria-label={props.label}
      shape-rendering="crispEdges"
    >
      <path d={path()} fill="#000" />
    </svg>
  )
}
