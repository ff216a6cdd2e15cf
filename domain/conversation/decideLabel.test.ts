import { describe, expect, it } from "vitest"
import { LabelId, labelsCarriedMax } from "../label/Label.ts"
import type { Actor, ConversationCommand } from "./ConversationCommand.ts"
import { after, ann, at, dana, noon, omar, opened, receive, refusalOf, uuid, write } from "./decide.story.ts"

const labels = Array.from({ length: labelsCarriedMax + 1 }, (_, n) => LabelId.make(uuid(80 + n)))
const inUse = (...ids: ReadonlyArray<LabelId>) => at(noon, { labels: new Map(ids.map((id) => [id, "VIP"])) })
const everyLabel = inUse(...labels)
const put = (n: number, on = true, by: Actor = dana): ConversationCommand => ({
  _tag: "SetLabel",
  by,
  label: labels[n] ?? LabelId.make(uuid(1)),
  on,
})
const answered = after(opened("sms"), [receive(1), at(noon)], [write(1), at(noon)])

describe("labels of a conversation", () => {
  it("LIFE-3, AUTH-4: whoever sees it puts them on and takes them off; to others it is not there", () => {
    const labelled = after(answered, [put(0), everyLabel], [put(1, true, ann), everyLabel])
    expect(labelled.labels).toEqual(labels.slice(0, 2))
    expect(after(labelled, [put(0, false), everyLabel]).labels).toEqual([labels[1]])
    expect(refusalOf(labelled, put(0, true, omar), everyLabel)).toBe("not_found")
    expect(refusalOf(labelled, put(0, true, { ...dana, licensed: false }), everyLabel)).toBe("not_found")
  })

  it("LIFE-3: said again nothing changes, and one that is not in use is refused as not there", () => {
    const labelled = after(answered, [put(0), everyLabel])
    expect(after(labelled, [put(0), everyLabel])).toBe(labelled)
    expect(after(answered, [put(0, false), everyLabel])).toBe(answered)
    expect(refusalOf(answered, put(0), inUse())).toBe("not_found")
  })

  it("LIFE-3: ten at most, of which those that were retired since do not count and go with the next change", () => {
    const tens = labels.slice(0, labelsCarriedMax).map((_, n) => [put(n), everyLabel] as const)
    const full = after(answered, ...tens)
    expect(refusalOf(full, put(labelsCarriedMax), everyLabel)).toBe("not_possible")
    const left = labels.slice(1)
    expect(after(full, [put(labelsCarriedMax), inUse(...left)]).labels).toEqual(left)
  })
})
