/**
 * The 30 académies and the four overseas territories that have no académie but stand with one of its codes in the
 * ministry's files. Source: the ministry's directory of schools (data.education.gouv.fr, *annuaire de l'éducation*,
 * state of March 2024), columns `Code_academie`, `Libelle_academie`, `Code_departement`; a test reads all of it again.
 * The code de l'éducation (art. R. 222-2) fixes the same bounds.
 */
export interface Academy {
  /** Two digits, as in the ministry's files: "22" is Limoges. */
  readonly code: string;
  readonly name: string;
  readonly kind: "ACADEMY" | "OVERSEAS_TERRITORY";
  readonly departmentCodes: readonly string[];
}

const academy = (code: string, name: string, departments: string, kind: Academy["kind"] = "ACADEMY"): Academy => ({
  code,
  name,
  kind,
  departmentCodes: departments.split(" "),
});

export const ACADEMIES: readonly Academy[] = [
  academy("01", "Paris", "75"),
  academy("02", "Aix-Marseille", "04 05 13 84"),
  academy("03", "Besançon", "25 39 70 90"),
  academy("04", "Bordeaux", "24 33 40 47 64"),
  academy("06", "Clermont-Ferrand", "03 15 43 63"),
  academy("07", "Dijon", "21 58 71 89"),
  academy("08", "Grenoble", "07 26 38 73 74"),
  academy("09", "Lille", "59 62"),
  academy("10", "Lyon", "01 42 69"),
  academy("11", "Montpellier", "11 30 34 48 66"),
  academy("12", "Nancy-Metz", "54 55 57 88"),
  academy("13", "Poitiers", "16 17 79 86"),
  academy("14", "Rennes", "22 29 35 56"),
  academy("15", "Strasbourg", "67 68"),
  academy("16", "Toulouse", "09 12 31 32 46 65 81 82"),
  academy("17", "Nantes", "44 49 53 72 85"),
  academy("18", "Orléans-Tours", "18 28 36 37 41 45"),
  academy("19", "Reims", "08 10 51 52"),
  academy("20", "Amiens", "02 60 80"),
  academy("22", "Limoges", "19 23 87"),
  academy("23", "Nice", "06 83"),
  academy("24", "Créteil", "77 93 94"),
  academy("25", "Versailles", "78 91 92 95"),
  academy("27", "Corse", "2A 2B"),
  academy("28", "La Réunion", "974"),
  academy("31", "Martinique", "972"),
  academy("32", "Guadeloupe", "971 977 978"),
  academy("33", "Guyane", "973"),
  academy("40", "Nouvelle-Calédonie", "988", "OVERSEAS_TERRITORY"),
  academy("41", "Polynésie française", "987", "OVERSEAS_TERRITORY"),
  academy("42", "Wallis-et-Futuna", "986", "OVERSEAS_TERRITORY"),
  academy("43", "Mayotte", "976"),
  academy("44", "Saint-Pierre-et-Miquelon", "975", "OVERSEAS_TERRITORY"),
  academy("70", "Normandie", "14 27 50 61 76"),
];

const byCode = new Map(ACADEMIES.map((academy) => [academy.code, academy]));
const byDepartment = new Map(ACADEMIES.flatMap((academy) => academy.departmentCodes.map((code) => [code, academy] as const)));

/** Numbered, as their schools are, in Guadeloupe, whose services they have. */
const WITHOUT_NUMBERS: readonly string[] = ["977", "978"];

export function academyByCode(code: string): Academy | null {
  return byCode.get(code) ?? null;
}

export function academyOfDepartment(departmentCode: string): Academy | null {
  return byDepartment.get(departmentCode) ?? null;
}

/** Where the schools that are numbered in a département stand: there and, of Guadeloupe's, in two more. */
export function departmentsServedBy(departmentCode: string): readonly string[] {
  return departmentCode === "971" ? [departmentCode, ...WITHOUT_NUMBERS] : [departmentCode];
}

/** Whether there is a département of that code whose schools are numbered there: what someone of a DASEN is in charge of. */
export function hasSchoolNumbers(departmentCode: string): boolean {
  return byDepartment.has(departmentCode) && !WITHOUT_NUMBERS.includes(departmentCode);
}
