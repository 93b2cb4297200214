import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { type Ask, pagesOf } from "./pages.ts";
import { type Answer, type Exported, listAt, type Part, type Sheet } from "./sheet.ts";

const EXPORTED: Exported = { figure: "LEAST_COVERED_SCHOOLS", campaignId: "2027", academy: "22", department: null, schoolUai: null, by: "DAY", on: null };

const part = (query: string): Part => ({ query, variables: { academy: "22" }, rows: (answer) => listAt(answer, "edges"), pageInfo: "pageInfo" });
const sheet = (over: Partial<Sheet> = {}): Sheet => ({ parts: () => [part("schools")], columns: [["Nom", "name"], ["Élèves", (row) => Number(row["students"])]], ...over });

/** So many lines, of which each answer gives three. */
function lines(count: number) {
  const asked: Answer[] = [];
  const ask: Ask = async (query, variables) => {
    asked.push({ query, ...variables });
    const from = Number(variables["after"] ?? 0);
    const until = Math.min(from + 3, count);
    return { edges: Array.from({ length: until - from }, (_, index) => ({ name: `${query} ${from + index}`, students: (from + index) % 4 })), pageInfo: { hasNextPage: until < count, endCursor: String(until) } };
  };
  return { asked, ask };
}

async function written(of: Sheet, ask: Ask) {
  const pages = [];
  for await (const page of pagesOf(of, EXPORTED, ask)) pages.push(page);
  const text = pages.map((page) => page.text).join("");
  return { pages, rows: pages[0]?.rows, text, table: parse(text, { bom: true, delimiter: ";" }) as string[][] };
}

describe("the pages of a file", () => {
  it("are asked for one after the other, each from where the one before ended", async () => {
    const { asked, ask } = lines(8);
    const { pages, table, rows, text } = await written(sheet(), ask);
    expect(asked).toEqual([null, "3", "6"].map((after) => ({ query: "schools", academy: "22", after })));
    expect(pages).toHaveLength(3);
    expect(table).toEqual([["Nom", "Élèves"], ...Array.from({ length: 8 }, (_, index) => [`schools ${index}`, String(index % 4)])]);
    expect(rows).toBeNull();
    expect(text.startsWith("\u{feff}Nom;Élèves\r\n")).toBe(true);
    expect(text.lastIndexOf("\u{feff}")).toBe(0);
  });

  it("are not asked for before the one before is taken", async () => {
    const { asked, ask } = lines(30);
    const pages = pagesOf(sheet(), EXPORTED, ask);
    await pages.next();
    expect(asked).toHaveLength(1);
    await pages.return(undefined);
    expect(asked).toHaveLength(1);
  });

  it("go through every part", async () => {
    const { ask } = lines(4);
    expect((await written(sheet({ parts: () => [part("a"), part("b")] }), ask)).table.map(([name]) => name)).toEqual(["Nom", "a 0", "a 1", "a 2", "a 3", "b 0", "b 1", "b 2", "b 3"]);
  });

  it("say how many lines there are where all come at once", async () => {
    expect((await written(sheet(), lines(3).ask)).rows).toBe(3);
    expect((await written(sheet({ parts: () => [part("a"), part("b")] }), lines(3).ask)).rows).toBeNull();
  });

  it("have the headers alone where there is nothing", async () => {
    expect(await written(sheet(), lines(0).ask)).toMatchObject({ rows: 0, text: "\u{feff}Nom;Élèves\r\n" });
    expect(await written(sheet({ sorted: () => 0 }), lines(0).ask)).toMatchObject({ rows: 0, text: "\u{feff}Nom;Élèves\r\n" });
  });

  it("come in an order that the graph does not have, and say how many there are", async () => {
    const { pages, rows, table } = await written(sheet({ sorted: (a, b) => Number(b["students"]) - Number(a["students"]) }), lines(250).ask);
    expect(rows).toBe(250);
    expect(pages).toHaveLength(3);
    const students = table.slice(1).map(([, count]) => Number(count));
    expect(students).toEqual(students.toSorted((a, b) => b - a));
    expect(students).toHaveLength(250);
  });

  it("end where an answer is refused", async () => {
    const { ask } = lines(8);
    const refusing: Ask = async (query, variables) => (variables["after"] === "3" ? Promise.reject(new Error("no more")) : ask(query, variables));
    await expect(written(sheet(), refusing)).rejects.toThrow("no more");
  });

  it("hold no cell that is no cell", async () => {
    await expect(written(sheet(), async () => ({ edges: [{ name: { first: "Lina" }, students: 1 }], pageInfo: { hasNextPage: false } }))).rejects.toThrow("name is no cell");
  });
});
