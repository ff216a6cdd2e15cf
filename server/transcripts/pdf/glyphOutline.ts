import type { Font } from "harfbuzzjs"

const joined = (values: ReadonlyArray<number>, operator: string): string =>
  `${values.map((value) => Math.round(value * 10) / 10).join(" ")} ${operator}`

/** The outline of a glyph as PDF draws it, in units of its font. */
export const glyphOutline = (font: Font, id: number): string => {
  const operators: Array<string> = []
  let [x, y] = [0, 0]
  for (const { type, values } of font.glyphToJson(id)) {
    const [toX = x, toY = y] = values.slice(-2)
    if (type === "M") operators.push(joined(values, "m"))
    else if (type === "L") operators.push(joined(values, "l"))
    else if (type === "C") operators.push(joined(values, "c"))
    else if (type === "Q") {
      // PDF knows only curves with two control points.
      const [midX = x, midY = y] = values
      const near = (from: number, middle: number) => from + 2 / 3 * (middle - from)
      operators.push(
        joined([near(x, midX), near(y, midY), near(toX, midX), near(toY, midY), toX, toY], "c"),
      )
    } else operators.push("h")
    if (type !== "Z") [x, y] = [toX, toY]
  }
  return [...operators, "f"].join("\n")
}
