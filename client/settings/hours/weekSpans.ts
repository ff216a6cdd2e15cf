import type { Spans } from "../../../domain/hours/BusinessHours.ts"

/** Minutes since midnight: from, and up to. What the tracks of the days are changed in. */
export type MinuteSpan = readonly [from: number, to: number]
export type MinuteSpans = ReadonlyArray<MinuteSpan>

export const stepMinutes = 15
export const dayMinutes = 24 * 60
/** What a day that is switched on begins with. */
export const usualDay: MinuteSpans = [[9 * 60, 18 * 60]]
/** The pause that splitting leaves. */
const splitMinutes = 60

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`

/** In the order of the day. */
export const toMinutes = (spans: Spans): MinuteSpans =>
  spans.map(([from, to]): MinuteSpan => [minutesOf(from), minutesOf(to)]).sort(([a], [b]) => a - b)

export const fromMinutes = (spans: MinuteSpans): Spans =>
  spans.map(([from, to]) => [timeOf(from), timeOf(to)] as const)

/** The next quarter of an hour. */
export const snap = (minutes: number): number => Math.round(minutes / stepMinutes) * stepMinutes

/** Between which times an edge of a span may be: its neighbours' edges, and a quarter of an hour from its own other one. */
export const edgeLimits = (spans: MinuteSpans, index: number, edge: 0 | 1): MinuteSpan => {
  const [from, to] = spans[index] ?? [0, dayMinutes]
  return edge === 0
    ? [spans[index - 1]?.[1] ?? 0, to - stepMinutes]
    : [from + stepMinutes, spans[index + 1]?.[0] ?? dayMinutes]
}

/** The spans with one edge elsewhere, as near to `minutes` as it may go. */
export const moveEdge = (spans: MinuteSpans, index: number, edge: 0 | 1, minutes: number): MinuteSpans => {
  const [least, most] = edgeLimits(spans, index, edge)
  const moved = Math.min(most, Math.max(least, minutes))
  return spans.map(([from, to], at) => at !== index ? [from, to] : edge === 0 ? [moved, to] : [from, moved])
}

/** Two spans of one, with an hour between them around `minutes`; as it was where there is no room for that. */
export const splitSpan = (spans: MinuteSpans, index: number, minutes: number): MinuteSpans => {
  const span = spans[index]
  if (!span) return spans
  const [from, to] = span
  const least = from + stepMinutes
  const most = to - stepMinutes - splitMinutes
  if (least > most) return spans
  const pause = Math.min(most, Math.max(least, snap(minutes - splitMinutes / 2)))
  return spans.toSpliced(index, 1, [from, pause], [pause + splitMinutes, to])
}

/** The times of a day that are in no span. */
const gapsOf = (spans: MinuteSpans): MinuteSpans => {
  const edges = [0, ...spans.flat(), dayMinutes]
  return Array.from({ length: edges.length / 2 }, (_, index): MinuteSpan => [
    edges[index * 2] ?? 0,
    edges[index * 2 + 1] ?? dayMinutes,
  ]).filter(([from, to]) => to - from >= stepMinutes)
}

/** One span more: an hour after the last where there is room, else in the widest gap; as it was on a full day. */
export const addSpan = (spans: MinuteSpans): MinuteSpans => {
  if (spans.length === 0) return usualDay
  const gaps = gapsOf(spans)
  const last = spans.at(-1)?.[1] ?? 0
  const after = gaps.find(([from, to]) => from === last && to - from >= 2 * splitMinutes)
  const gap = after ?? gaps.toSorted(([a, b], [c, d]) => (d - c) - (b - a))[0]
  if (!gap) return spans
  const [from, to] = gap
  const start = after ? from + splitMinutes : from + Math.floor((to - from) / 3 / stepMinutes) * stepMinutes
  const end = Math.min(to, start + Math.max(stepMinutes, Math.min(2 * splitMinutes, to - start)))
  return [...spans, [start, end] as const].sort(([a], [b]) => a - b)
}
