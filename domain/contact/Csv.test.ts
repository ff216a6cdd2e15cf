import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { type CsvDelimiter, csvDelimiter, csvLine, guardFormula, parseCsv, unguardFormula } from "./Csv.ts"

const records = (text: string, delimiter: CsvDelimiter = ",") => [...parseCsv(text, delimiter)]

describe("Csv", () => {
  it("CONTACT-2: what was written is read back, whatever the fields hold", () => {
    const field = fc.string({
      unit: fc.constantFrom("a", "é", '"', ",", ";", "\n", "\r\n", " ", "=", "+", "'"),
    })
    fc.assert(fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 })), (rows) => {
      const wanted = rows.filter((row) => row.some((one) => one.trim() !== ""))
      assert.deepStrictEqual(records(rows.map(csvLine).join("")).map(({ fields }) => fields), wanted)
    }))
  })

  it("CONTACT-2: reads any end of line, a byte order mark, quotes and empty lines, and counts lines", () => {
    const text = '\uFEFFname;phone\r\n"Ann ""A"" Lee\nSmith";+1\n\n;\rBob;"+2;+3"'
    assert.strictEqual(csvDelimiter(text), ";")
    assert.deepStrictEqual(records(text, ";"), [
      { line: 1, fields: ["name", "phone"] },
      { line: 2, fields: ['Ann "A" Lee\nSmith', "+1"] },
      { line: 6, fields: ["Bob", "+2;+3"] },
    ])
  })

  it.each([["a,b;c,d\n;;;;", ","], ["a;b;c\n1,2,3,4", ";"], ['"x;y",b', ","], ["a\tb", "\t"], ["one", ","]])(
    "finds the delimiter of %j",
    (text, delimiter) => assert.strictEqual(csvDelimiter(text), delimiter),
  )

  it("an unclosed quote ends with the file", () => {
    assert.deepStrictEqual(records('a,"b\nc'), [{ line: 1, fields: ["a", "b\nc"] }])
  })

  it("CONTACT-2: nothing that leaves the desk is a formula, and it comes back as it was", () => {
    for (const field of ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1"]) {
      assert.match(guardFormula(field), /^'/)
      assert.strictEqual(unguardFormula(guardFormula(field)), field)
    }
    for (const field of ["+14155550136", "+14155550136; +4420794609", "Ann", "'tis"]) {
      assert.strictEqual(guardFormula(field), field)
    }
  })
})
