import type { Coordinates } from "@stages/kernel/geography.ts";
import { parseUai, type Uai } from "@stages/kernel/uai.ts";
import { academyByCode, academyOfDepartment } from "./academies.ts";
import { type Commune, communeByCode, communesByPostcode, departmentByCode, successorOf } from "./communes.ts";

/** A school of the ministry's directory (*annuaire de l'éducation*), one a UAI whatever the number of its sites. */
export interface DirectorySchool {
  readonly uai: Uai;
  readonly name: string;
  readonly sector: "PUBLIC" | "PRIVATE";
  /** FAQ: the stage concerns "les établissements d'enseignement privé sous contrat"; null for public ones and where the file has no say. */
  readonly underContract: boolean | null;
  readonly addressLine: string;
  readonly postcode: string;
  readonly communeCode: string;
  readonly communeName: string;
  readonly departmentCode: string;
  readonly academyCode: string;
  /** Null where the directory has none: such a school is kept, its commune says enough to enrol its students. */
  readonly coordinates: Coordinates | null;
  /** Each true, false, or null where the directory does not say (1 522 lines). */
  readonly tracks: Readonly<Record<Track, boolean | null>>;
  /** The ministry in charge, as written: "MINISTERE DE L'EDUCATION NATIONALE", "AGRICULTURE", "MER"… */
  readonly ministry: string;
}

export type Track = "general" | "technological" | "professional";

export const REFUSED_LINE_REASONS = [
  "UNREADABLE",
  "MISSING_COLUMNS",
  "INVALID_UAI",
  "NAME_MISSING",
  "UNKNOWN_SECTOR",
  "NOT_OPEN",
  "COMMUNE_MISSING",
  "UNKNOWN_COMMUNE",
  "UNKNOWN_ACADEMY",
  "ACADEMY_MISMATCH",
] as const;
export type RefusedLineReason = (typeof REFUSED_LINE_REASONS)[number];

export interface DirectoryRefusal {
  readonly line: number;
  /** As written in the file, to find the line again; empty when it has none. */
  readonly identifier: string;
  readonly name: string;
  readonly reason: RefusedLineReason;
  /** For the data officer, in French: what is wrong and what would mend it. */
  readonly message: string;
}

export interface DirectoryRemark {
  readonly line: number;
  readonly identifier: string;
  readonly code: "NO_COORDINATES" | "COMMUNE_MERGED" | "ARRONDISSEMENT_FROM_POSTCODE" | "CLOSING";
  readonly message: string;
}

export type DirectoryOutcome =
  | { readonly kind: "SCHOOL"; readonly line: number; readonly school: DirectorySchool; readonly remarks: readonly DirectoryRemark[] }
  | { readonly kind: "REFUSED"; readonly refusal: DirectoryRefusal };

const COLUMNS = [
  "Identifiant_de_l_etablissement",
  "Nom_etablissement",
  "Statut_public_prive",
  "Code_postal",
  "Code_commune",
  "Code_departement",
  "Code_academie",
  "etat",
] as const;

const SECTORS: Record<string, DirectorySchool["sector"]> = { Public: "PUBLIC", Privé: "PRIVATE" };
/** "A FERMER" announces a closing to come: the school still has its students, so it is read, with a remark. */
const OPEN_STATES = ["OUVERT", "A FERMER"];
const CITIES: readonly string[] = ["75", "69", "13"];

/** One line of the directory: a school, or the reason why it is not taken. */
export function schoolOfRecord(record: Readonly<Record<string, string>>, line: number): DirectoryOutcome {
  const cell = (column: string) => (record[column] ?? "").trim();
  const identifier = cell("Identifiant_de_l_etablissement");
  const name = cell("Nom_etablissement");
  const refused = (reason: RefusedLineReason, message: string): DirectoryOutcome => ({
    kind: "REFUSED",
    refusal: { line, identifier, name, reason, message },
  });

  const missing = COLUMNS.filter((column) => record[column] === undefined);
  if (missing.length > 0) return refused("MISSING_COLUMNS", `Colonnes absentes de cette ligne : ${missing.join(", ")}.`);
  const uai = parseUai(identifier);
  if (!uai) return refused("INVALID_UAI", `« ${identifier} » n'est pas un numéro UAI : 7 chiffres et la lettre de contrôle qui leur correspond.`);
  if (name === "") return refused("NAME_MISSING", "L'établissement n'a pas de nom.");
  const sector = SECTORS[cell("Statut_public_prive")];
  if (!sector) return refused("UNKNOWN_SECTOR", `« ${cell("Statut_public_prive")} » n'est ni « Public » ni « Privé ».`);
  if (!OPEN_STATES.includes(cell("etat"))) return refused("NOT_OPEN", `L'établissement n'est pas ouvert (état : « ${cell("etat")} »).`);
  const code = cell("Code_commune");
  if (code === "") return refused("COMMUNE_MISSING", "Le code INSEE de la commune n'est pas renseigné.");
  const located = communeOf(code, cell("Code_postal"));
  if (!located) return refused("UNKNOWN_COMMUNE", unknownCommune(code, cell("Nom_commune"), cell("Code_postal")));
  const academy = academyByCode(cell("Code_academie"));
  if (!academy) return refused("UNKNOWN_ACADEMY", `Aucune académie ne porte le code « ${cell("Code_academie")} ».`);
  const { commune } = located;
  if (academyOfDepartment(commune.departmentCode) !== academy) {
    const department = departmentByCode(commune.departmentCode)?.name ?? commune.departmentCode;
    return refused("ACADEMY_MISMATCH", `La commune ${commune.name} (${department}) n'est pas dans l'académie de ${academy.name}.`);
  }

  const coordinates = coordinatesOf(cell("latitude"), cell("longitude"));
  const school: DirectorySchool = {
    uai,
    name,
    sector,
    underContract: sector === "PUBLIC" ? null : underContract(cell("Type_contrat_prive")),
    addressLine: [cell("Adresse_1"), cell("Adresse_2")].filter((part) => part !== "").join(", "),
    postcode: cell("Code_postal"),
    communeCode: commune.code,
    communeName: commune.name,
    departmentCode: commune.departmentCode,
    academyCode: academy.code,
    coordinates,
    tracks: {
      general: yesOrNo(cell("Voie_generale")),
      technological: yesOrNo(cell("Voie_technologique")),
      professional: yesOrNo(cell("Voie_professionnelle")),
    },
    ministry: cell("ministere_tutelle"),
  };
  const remark = (code: DirectoryRemark["code"], message: string): DirectoryRemark => ({ line, identifier, code, message });
  const remarks: DirectoryRemark[] = [];
  if (located.how === "SUCCESSOR") remarks.push(remark("COMMUNE_MERGED", `La commune ${code} fait aujourd'hui partie de ${commune.name} (${commune.code}).`));
  if (located.how === "POSTCODE") remarks.push(remark("ARRONDISSEMENT_FROM_POSTCODE", `Le code ${code} désigne la ville entière : ${commune.name} est retenu d'après le code postal.`));
  if (!coordinates) remarks.push(remark("NO_COORDINATES", "L'établissement n'a pas de coordonnées : seule sa commune le situe."));
  if (cell("etat") === "A FERMER") remarks.push(remark("CLOSING", "La fermeture de l'établissement est annoncée."));
  return { kind: "SCHOOL", line, school, remarks };
}

interface Located {
  readonly commune: Commune;
  readonly how: "CODE" | "SUCCESSOR" | "POSTCODE";
}

function communeOf(code: string, postcode: string): Located | null {
  const commune = communeByCode(code);
  if (commune) return { commune, how: "CODE" };
  const successor = successorOf(code);
  if (successor) return { commune: successor, how: "SUCCESSOR" };
  // 75100 and 13200 are no INSEE codes: some keep them for "Paris" and "Marseille", where a postcode is an arrondissement.
  if (!CITIES.includes(code.slice(0, 2)) || !code.endsWith("00")) return null;
  const arrondissements = communesByPostcode(postcode).filter(({ cityCode }) => cityCode !== null);
  return arrondissements.length === 1 ? { commune: arrondissements[0]!, how: "POSTCODE" } : null;
}

function unknownCommune(code: string, name: string, postcode: string): string {
  const candidates = communesByPostcode(postcode).map((commune) => `${commune.name} (${commune.code})`);
  const remedy = candidates.length > 0 ? ` Communes du code postal ${postcode} : ${candidates.join(", ")}.` : "";
  return `Aucune commune ne porte le code INSEE « ${code} » (${name}).${remedy}`;
}

function coordinatesOf(latitude: string, longitude: string): DirectorySchool["coordinates"] {
  if (latitude === "" || longitude === "") return null;
  const coordinates = { latitude: Number(latitude), longitude: Number(longitude) };
  const real = Math.abs(coordinates.latitude) <= 90 && Math.abs(coordinates.longitude) <= 180;
  return real ? coordinates : null;
}

/** Agricultural and maritime schools say "SANS OBJET": their contract, with another ministry, is not in this file. */
function underContract(type: string): boolean | null {
  if (type.startsWith("CONTRAT")) return true;
  return type === "HORS CONTRAT" ? false : null;
}

const yesOrNo = (cell: string): boolean | null => (cell === "1" ? true : cell === "0" ? false : null);
