import { describe, expect, it } from "vitest";
import { joined, raw, sql } from "./statement.ts";

describe("a statement of parts", () => {
  const parts = (statement: ReturnType<typeof sql>) => ({ strings: statement.strings, values: statement.values });

  it("keeps what it is given apart from its text, in order, however deep it stands", () => {
    const inner = sql`b = ${"two'; drop table t"} and c`;
    expect(parts(sql`a = ${1} and ${inner} = ${true}`)).toEqual({ strings: ["a = ", " and b = ", " and c = ", ""], values: [1, "two'; drop table t", true] });
  });

  it("has as many texts as values, and one more", () => {
    expect(parts(sql`${1}${sql`${2}`}${3}`)).toEqual({ strings: ["", "", "", ""], values: [1, 2, 3] });
    expect(parts(sql`${raw("now()")}`)).toEqual({ strings: ["now()"], values: [] });
  });

  it("is joined by what stands between", () => {
    expect(parts(joined([sql`a = ${1}`, raw("b"), sql`c = ${3}`], " and "))).toEqual({ strings: ["a = ", " and b and c = ", ""], values: [1, 3] });
    expect(parts(joined([], " and "))).toEqual({ strings: [""], values: [] });
  });
});
