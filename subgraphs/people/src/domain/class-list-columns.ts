import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { wordsOf } from "./school.ts";

export const REPRESENTATIVE_RANKS = [1, 2] as const;
const REPRESENTATIVE_FIELDS = ["lastName", "firstName", "email", "phone", "relationship"] as const;
export type RepresentativeField = (typeof REPRESENTATIVE_FIELDS)[number];

type StudentField = "ine" | "lastName" | "firstName" | "birthDate" | "className" | "addressLine" | "postcode" | "communeName";
export type ClassListField = StudentField | `representative${(typeof REPRESENTATIVE_RANKS)[number]}.${RepresentativeField}`;

/** The headings that name each column, without accents, case or punctuation; the first is the one we ask for. */
const STUDENT_COLUMNS: Readonly<Record<StudentField, readonly [string, ...string[]]>> = {
  ine: ["INE", "identifiant national", "numero ine"],
  lastName: ["Nom", "nom de famille"],
  firstName: ["Prénom"],
  birthDate: ["Date de naissance", "ne le", "ne e le"],
  className: ["Classe", "division"],
  addressLine: ["Adresse"],
  postcode: ["Code postal"],
  communeName: ["Commune", "ville"],
};

const REPRESENTATIVE_COLUMNS: Readonly<Record<RepresentativeField, readonly [string, ...string[]]>> = {
  lastName: ["nom"],
  firstName: ["prénom"],
  email: ["courriel", "email", "e mail", "mail", "adresse electronique"],
  phone: ["téléphone", "tel", "portable"],
  relationship: ["lien", "lien de parente"],
};

const key = (heading: string) => wordsOf(heading).join(" ");

const FIELDS: ReadonlyMap<string, ClassListField> = new Map<string, ClassListField>([
  ...Object.entries(STUDENT_COLUMNS).flatMap(([field, names]) => names.map((name) => [key(name), field as StudentField] as const)),
  ...REPRESENTATIVE_RANKS.flatMap((rank) =>
    Object.entries(REPRESENTATIVE_COLUMNS).flatMap(([field, names]) =>
      names.flatMap((name) =>
        [`representant ${rank} ${name}`, `representant legal ${rank} ${name}`].map((heading) => [key(heading), `representative${rank}.${field as RepresentativeField}`] as const),
      ),
    ),
  ),
]);

export const CLASS_LIST_FIELDS: readonly ClassListField[] = [...new Set(FIELDS.values())];

export const CLASS_LIST_HEADINGS = [
  ...Object.values(STUDENT_COLUMNS).map(([name]) => name),
  ...REPRESENTATIVE_RANKS.flatMap((rank) => Object.values(REPRESENTATIVE_COLUMNS).map(([name]) => `Représentant ${rank} ${name}`)),
];

/** Where each column stands in the heading line; what it does not know is left aside. */
export function columnsOf(headings: readonly string[]): { readonly columns: ReadonlyMap<ClassListField, number>; readonly refusals: readonly Refusal[] } {
  const columns = new Map<ClassListField, number>();
  headings.forEach((heading, index) => {
    const field = FIELDS.get(key(heading));
    if (field && !columns.has(field)) columns.set(field, index);
  });
  const missing = (Object.keys(STUDENT_COLUMNS) as StudentField[]).filter((field) => !columns.has(field));
  return { columns, refusals: missing.map((field) => refuse("CLASS_LIST_COLUMN_MISSING", { column: STUDENT_COLUMNS[field][0] }, "csv")) };
}
