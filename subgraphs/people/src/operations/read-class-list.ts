import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { communesByPostcode } from "@stages/reference/communes.ts";
import { searchKey } from "@stages/reference/search-communes.ts";
import { parse } from "csv-parse/sync";
import { type Cells, type LineFrame, type ListedStudent, readLine, tidyCell } from "../domain/class-list.ts";
import { CLASS_LIST_FIELDS, columnsOf } from "../domain/class-list-columns.ts";

/** Something wrong with a line of the file, its heading being line 1. */
export interface RefusedLine extends Refusal {
  readonly line: number;
}

export interface ClassListReading {
  readonly lines: number;
  readonly students: readonly ListedStudent[];
  readonly refused: readonly RefusedLine[];
  /** What is wrong with the file as a whole: no line was read then. */
  readonly refusals: readonly Refusal[];
}

const nothing = (refusals: readonly Refusal[]): ClassListReading => ({ lines: 0, students: [], refused: [], refusals });

/** Reads a class list line by line; the lines that are wrong are named with everything that is wrong in each. */
export function readClassList(csv: string, today: Temporal.PlainDate): ClassListReading {
  // A file in another encoding has lost its accents on the way: they cannot be guessed.
  if (csv.includes("\uFFFD")) return nothing([refuse("CLASS_LIST_UNREADABLE", "csv")]);
  const unreadable: number[] = [];
  const records = parsed(csv, unreadable);
  const [heading, ...body] = records;
  if (!heading) return nothing([refuse("CLASS_LIST_UNREADABLE", "csv")]);
  const { columns, refusals } = columnsOf(heading.cells);
  if (refusals.length > 0) return nothing(refusals);

  const frame: LineFrame = { today, communeAt };
  const students: ListedStudent[] = [];
  const refused: RefusedLine[] = unreadable.map((line) => ({ ...refuse("LINE_UNREADABLE"), line }));
  const lineOfIne = new Map<string, number>();
  const filled = body.filter(({ cells }) => cells.some((cell) => cell !== ""));
  for (const { cells, line } of filled) {
    if (cells.slice(heading.cells.length).some((cell) => cell !== "")) {
      refused.push({ ...refuse("LINE_UNREADABLE"), line });
      continue;
    }
    const named = Object.fromEntries(CLASS_LIST_FIELDS.map((field) => [field, columns.has(field) ? (cells[columns.get(field)!] ?? "") : null])) as Cells;
    const { student, refusals: wrong } = readLine(named, line, frame);
    if (!student) {
      refused.push(...wrong.map((refusal) => ({ ...refusal, line })));
      continue;
    }
    const otherLine = lineOfIne.get(student.ine);
    if (otherLine !== undefined) {
      refused.push({ ...refuse("INE_TWICE", { otherLine }, "ine"), line });
      continue;
    }
    lineOfIne.set(student.ine, line);
    students.push(student);
  }
  const lines = filled.length + unreadable.length;
  return { lines, students, refused: refused.toSorted((a, b) => a.line - b.line), refusals: lines === 0 ? [refuse("CLASS_LIST_EMPTY", "csv")] : [] };
}

interface CsvLine {
  readonly cells: readonly string[];
  readonly line: number;
}

/** `;` as French spreadsheets write it, or `,`: whichever the heading has more of. */
function parsed(csv: string, unreadable: number[]): readonly CsvLine[] {
  const heading = csv.slice(0, csv.search(/[\r\n]|$/));
  const delimiter = heading.split(";").length >= heading.split(",").length ? ";" : ",";
  const options = {
    delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true, skip_records_with_error: true,
    on_skip: (error?: { readonly lines?: unknown }) => {
      unreadable.push(Number(error?.lines ?? 0));
      return undefined;
    },
  } as const;
  const records = parse(csv, options as never) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  return records.map(({ record, info }) => ({ cells: record.map(tidyCell), line: info.lines }));
}

/** Case, accents, hyphens and "St" for "Saint" make no difference. In Paris, Lyon and Marseille the postcode tells the arrondissement. */
function communeAt(postcode: string, name: string): { readonly code: string; readonly name: string } | null {
  const wanted = searchKey(name).replace(/ (?:\d+(?:er|e|eme)?)(?: arrondissement)?$/, "").replace(/ cedex$/, "");
  const there = communesByPostcode(postcode).filter((commune) => searchKey(commune.name).replace(/ \d+(?:er|e) arrondissement$/, "") === wanted);
  return there.find(({ cityCode }) => cityCode !== null) ?? there[0] ?? null;
}
