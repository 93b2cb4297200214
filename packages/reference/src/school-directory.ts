import type { Uai } from "@stages/kernel/uai.ts";
import { parse } from "csv-parse";
import { type DirectoryOutcome, type DirectoryRefusal, type DirectoryRemark, type DirectorySchool, schoolOfRecord, type Track } from "./school-record.ts";

/** What a data officer reads after an import. Every line is in exactly one of the three lists. */
export interface DirectoryReading {
  readonly lines: number;
  readonly schools: readonly DirectorySchool[];
  /** Lines that describe another site of a school read already, or again the same: their tracks are added to its own. */
  readonly sites: readonly { readonly line: number; readonly uai: Uai; readonly name: string; readonly sameAsLine: number }[];
  readonly refused: readonly DirectoryRefusal[];
  /** Lines that were read, with something to know. */
  readonly remarks: readonly DirectoryRemark[];
}

/**
 * Reads the directory's CSV (`;`, UTF-8, with or without BOM) line by line; `input` is its text or a stream of it.
 * Line numbers are those of the file, its heading being line 1.
 */
export async function* readDirectoryLines(input: string | NodeJS.ReadableStream): AsyncGenerator<DirectoryOutcome> {
  const unreadable: DirectoryOutcome[] = [];
  const parser = parse({
    delimiter: ";",
    bom: true,
    columns: true,
    info: true,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      unreadable.push(unreadableLine(Number(error?.lines ?? 0)));
      return undefined;
    },
  });
  if (typeof input === "string") parser.end(input);
  else {
    input.on("error", (error) => parser.destroy(error));
    input.pipe(parser);
  }
  // A quoted field may hold line breaks: `info.lines` is the line where the record ends.
  for await (const { record, info } of parser as AsyncIterable<{ record: Record<string, string>; info: { lines: number } }>) {
    yield* unreadable.splice(0);
    yield schoolOfRecord(record, info.lines);
  }
  yield* unreadable;
}

function unreadableLine(line: number): DirectoryOutcome {
  const message = "Ligne illisible : un guillemet n'est pas à sa place. Les lignes suivantes peuvent en faire partie.";
  return { kind: "REFUSED", refusal: { line, identifier: "", name: "", reason: "UNREADABLE", message } };
}

interface Reading {
  readonly line: number;
  readonly school: DirectorySchool;
}

/** The whole directory. Two readings of one file are equal, in whichever order its lines stand, save the line numbers. */
export async function readSchoolDirectory(input: string | NodeJS.ReadableStream): Promise<DirectoryReading> {
  let lines = 0;
  const byUai = new Map<Uai, Reading[]>();
  const refused: DirectoryRefusal[] = [];
  const remarks: DirectoryRemark[] = [];
  for await (const outcome of readDirectoryLines(input)) {
    lines++;
    if (outcome.kind === "REFUSED") {
      refused.push(outcome.refusal);
      continue;
    }
    remarks.push(...outcome.remarks);
    const readings = byUai.get(outcome.school.uai);
    if (readings) readings.push(outcome);
    else byUai.set(outcome.school.uai, [outcome]);
  }
  const schools: DirectorySchool[] = [];
  const sites: DirectoryReading["sites"][number][] = [];
  for (const readings of byUai.values()) {
    const [main, ...others] = readings.toSorted(bySeat);
    schools.push({ ...main!.school, tracks: tracksOfAll(readings) });
    for (const { line, school } of others) sites.push({ line, uai: school.uai, name: school.name, sameAsLine: main!.line });
  }
  return { lines, schools, sites, refused, remarks };
}

/** The seat before its annexes, whose names carry more: "Lycée Ampère", "Lycée Ampère (annexe)". */
function bySeat(a: Reading, b: Reading): number {
  return a.school.name.length - b.school.name.length || compare(a.school.name, b.school.name) || compare(a.school.addressLine, b.school.addressLine);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function tracksOfAll(readings: readonly Reading[]): DirectorySchool["tracks"] {
  const told = (track: Track) => {
    const answers = readings.map(({ school }) => school.tracks[track]);
    return answers.includes(true) ? true : answers.includes(false) ? false : null;
  };
  return { general: told("general"), technological: told("technological"), professional: told("professional") };
}
