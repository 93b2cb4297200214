import { ageOn } from "@stages/kernel/civil-time.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { refusalsOfEmail, refusalsOfText } from "@stages/kernel/text.ts";
import { wordsOf } from "./school.ts";
import { REPRESENTATIVE_RANKS, type ClassListField, type RepresentativeField } from "./class-list-columns.ts";
import type { Relationship } from "./student.ts";

/** What a line of a class list says of a student, read and checked. */
export interface ListedStudent {
  readonly line: number;
  /** National identifier, upper case: it never leaves the import but as an HMAC. */
  readonly ine: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: Temporal.PlainDate;
  readonly className: string;
  readonly addressLine: string;
  readonly postcode: string;
  readonly communeCode: string;
  readonly communeName: string;
  /** In the order of whom to call; null when the list has no such columns, which says nothing of them. */
  readonly representatives: readonly ListedRepresentative[] | null;
}

export interface ListedRepresentative {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string | null;
  readonly relationship: Relationship;
}

/** The cells of a line, tidied; null where the list has no such column. */
export type Cells = Readonly<Record<ClassListField, string | null>>;

export interface LineFrame {
  readonly today: Temporal.PlainDate;
  /** The commune of that name which has that postcode. */
  readonly communeAt: (postcode: string, name: string) => { readonly code: string; readonly name: string } | null;
}

export type LineReading = { readonly student: ListedStudent; readonly refusals?: never } | { readonly student?: never; readonly refusals: readonly Refusal[] };

/** One space for any blank, and nothing that cannot be seen: line breaks, tabs, marks of direction, zero-width characters. */
export function tidyCell(written: string): string {
  return written.replace(/\p{Cf}/gu, "").replace(/[\p{Cc}\p{Z}]+/gu, " ").trim();
}

const FORMULA = /^[=+\-@]/;
const ofFormula = (text: string, field: string) => (FORMULA.test(text) ? [refuse("CELL_IS_A_FORMULA", { value: text.slice(0, 20) }, field)] : []);
const ofText = (text: string, max: number, field: string) => [...refusalsOfText(text, max, field), ...ofFormula(text, field)];

// Nine digits and two letters since 2018 (RNIE); ten digits and a letter, or a letter in fifth place, before.
const INE = /^(?:\d{9}[0-9A-Z][A-Z]|\d{4}[A-Z]\d{5}[A-Z])$/;

/** Reads one line: a student, or everything that is wrong with it. */
export function readLine(cells: Cells, line: number, { today, communeAt }: LineFrame): LineReading {
  const cell = (field: ClassListField) => cells[field] ?? "";
  const refusals: Refusal[] = [];
  const note = (found: readonly Refusal[]) => void refusals.push(...found);

  const ine = cell("ine").replaceAll(" ", "").toUpperCase();
  if (!INE.test(ine)) note([refuse("INVALID_INE", "ine")]);
  for (const [field, max] of [["lastName", 80], ["firstName", 80], ["className", 30], ["addressLine", 200]] as const) note(ofText(cell(field), max, field));
  const birthDate = birthDateOf(cell("birthDate"), today);
  if (!birthDate) note([refuse("INVALID_BIRTH_DATE", { value: cell("birthDate").slice(0, 20) }, "birthDate")]);
  const postcode = postcodeOf(cell("postcode"));
  const commune = communeAt(postcode, cell("communeName"));
  if (!commune) note([refuse("COMMUNE_NOT_AT_POSTCODE", { postcode: postcode.slice(0, 10), commune: cell("communeName").slice(0, 60) }, "communeName")]);

  const representatives: ListedRepresentative[] = [];
  for (const rank of REPRESENTATIVE_RANKS) {
    const reading = readRepresentative(rank, cell);
    if (!reading) continue;
    note(reading.refusals);
    const { representative } = reading;
    if (representatives.some(({ email }) => isSameAddress(email, representative.email))) note([refuse("REPRESENTATIVE_TWICE", `representative${rank}.email`)]);
    representatives.push(representative);
  }
  if (refusals.length > 0 || !birthDate || !commune) return { refusals };
  const hasColumns = REPRESENTATIVE_RANKS.some((rank) => cells[`representative${rank}.email`] !== null);
  return {
    student: {
      line, ine, firstName: cell("firstName"), lastName: cell("lastName"), birthDate, className: cell("className"),
      addressLine: cell("addressLine"), postcode, communeCode: commune.code, communeName: commune.name,
      representatives: hasColumns ? representatives : null,
    },
  };
}

/** Null when every cell of that rank is empty. */
function readRepresentative(rank: (typeof REPRESENTATIVE_RANKS)[number], cell: (field: ClassListField) => string) {
  const at = <F extends RepresentativeField>(field: F) => `representative${rank}.${field}` as const;
  const written = { firstName: cell(at("firstName")), lastName: cell(at("lastName")), email: cell(at("email")), phone: cell(at("phone")), relationship: cell(at("relationship")) };
  if (Object.values(written).every((text) => text === "")) return null;
  const phone = phoneOf(written.phone);
  const relationship = relationshipOf(written.relationship);
  const refusals = [
    ...ofText(written.lastName, 80, at("lastName")),
    ...ofText(written.firstName, 80, at("firstName")),
    ...(written.email === "" ? [refuse("TEXT_REQUIRED", at("email"))] : [...refusalsOfEmail(written.email, at("email")), ...ofFormula(written.email, at("email"))]),
    ...(phone === undefined ? [refuse("INVALID_PHONE", { value: written.phone.slice(0, 30) }, at("phone"))] : []),
    ...(relationship ? [] : [refuse("UNKNOWN_RELATIONSHIP", { value: written.relationship.slice(0, 40) }, at("relationship"))]),
  ];
  return { refusals, representative: { ...written, phone: phone ?? null, relationship: relationship ?? "GUARDIAN" } };
}

export function isSameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function birthDateOf(text: string, today: Temporal.PlainDate): Temporal.PlainDate | null {
  const french = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [year, month, day] = (french ? [french[3], french[2], french[1]] : iso ? iso.slice(1) : []).map(Number);
  if (year === undefined) return null;
  try {
    const date = Temporal.PlainDate.from({ year, month: month!, day: day! }, { overflow: "reject" });
    const age = ageOn(date, today);
    return age >= 10 && age <= 25 ? date : null;
  } catch {
    return null;
  }
}

/** Spreadsheets take the zero of "01000" away. */
function postcodeOf(text: string): string {
  const digits = text.replaceAll(" ", "");
  return /^\d{4}$/.test(digits) ? `0${digits}` : digits;
}

/** Null when empty, undefined when it is none. The zero that a spreadsheet took away is put back. */
function phoneOf(text: string): string | null | undefined {
  if (text === "") return null;
  const digits = text.replace(/[ .()/-]/g, "");
  if (/^[1-9]\d{8}$/.test(digits)) return `0${digits}`;
  return /^\+?\d{6,15}$/.test(digits) ? digits : undefined;
}

const RELATIONSHIP_WORDS: Readonly<Record<string, Relationship>> = {
  mere: "MOTHER", maman: "MOTHER", pere: "FATHER", papa: "FATHER",
  tuteur: "GUARDIAN", tutrice: "GUARDIAN", "tuteur legal": "GUARDIAN", "tutrice legale": "GUARDIAN", "representant legal": "GUARDIAN",
  "representante legale": "GUARDIAN", autre: "GUARDIAN", "autre lien": "GUARDIAN", "aide sociale a l enfance": "GUARDIAN",
};

function relationshipOf(text: string): Relationship | undefined {
  return RELATIONSHIP_WORDS[wordsOf(text).join(" ")];
}
