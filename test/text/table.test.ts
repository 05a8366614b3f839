import { describe, expect, it } from "vitest"

import { markdownTable, textTable } from "../../src/text/table.ts"
import { dedent } from "../support/dedent.ts"

describe("textTable", () => {
  it("pads to the widest cell and leaves no blanks at a line's end", () => {
    expect(
      textTable(
        ["unit", "step"],
        [
          ["user-service", "lint"],
          ["web", ""],
        ],
      ),
    ).toBe("unit          step\nuser-service  lint\nweb")
  })

  it("counts wide letters as two columns", () => {
    expect(
      textTable(
        ["unit", "step"],
        [
          ["결제-서비스", "test"],
          ["ai", "test"],
        ],
      ),
    ).toBe(dedent`
      unit         step
      결제-서비스  test
      ai           test`)
  })

  it("keeps a cell with line ends on its line", () => {
    expect(textTable(["a", "b"], [["x\n  y", "z\r\n"]])).toBe("a    b\nx y  z")
  })

  it("has a header also without rows", () => {
    expect(textTable(["a", "b"], [])).toBe("a  b")
  })
})

describe("markdownTable", () => {
  it("escapes bars and backslashes, and turns line ends into breaks", () => {
    expect(markdownTable(["a|b", "c"], [["x\\|y", "1\n2\r\n3"]])).toBe(
      "| a\\|b | c |\n| --- | --- |\n| x\\\\\\|y | 1<br>2<br>3 |",
    )
  })
})
