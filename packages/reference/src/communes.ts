import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * The official geographic code, from `@etalab/decoupage-administratif` (INSEE and La Poste). It has no coordinates.
 * The package's own entry reads from the current folder, so its files are read here, at the first question: 8.6 MB and
 * about a tenth of a second, once.
 */
export interface Commune {
  /** INSEE code: five characters, "19272", "2A004". */
  readonly code: string;
  readonly name: string;
  readonly departmentCode: string;
  /** In ascending order; several in large communes, none in a few that receive no mail. */
  readonly postcodes: readonly string[];
  readonly population: number;
  /** For an arrondissement of Paris, Lyon or Marseille, the INSEE code of the city. */
  readonly cityCode: string | null;
}

export interface Department {
  readonly code: string;
  readonly name: string;
}

interface Entry {
  readonly code: string;
  readonly nom: string;
  readonly type: "commune-actuelle" | "arrondissement-municipal" | "commune-deleguee" | "commune-associee";
  readonly departement: string;
  readonly codesPostaux?: readonly string[];
  readonly population?: number;
  /** Of an arrondissement: the city. */
  readonly commune?: string;
  /** Of a former commune: the commune it became part of. */
  readonly chefLieu?: string;
}

interface Index {
  readonly byCode: ReadonlyMap<string, Commune>;
  readonly byPostcode: ReadonlyMap<string, readonly Commune[]>;
  readonly successors: ReadonlyMap<string, string>;
}

const require = createRequire(import.meta.url);

function read<T>(file: string): readonly T[] {
  return JSON.parse(readFileSync(require.resolve(`@etalab/decoupage-administratif/data/${file}.json`), "utf8"));
}

let index: Index | undefined;

function communes(): Index {
  if (index) return index;
  const byCode = new Map<string, Commune>();
  const byPostcode = new Map<string, Commune[]>();
  const successors = new Map<string, string>();
  for (const entry of read<Entry>("communes")) {
    if (entry.type !== "commune-actuelle" && entry.type !== "arrondissement-municipal") {
      if (entry.chefLieu && entry.chefLieu !== entry.code) successors.set(entry.code, entry.chefLieu);
      continue;
    }
    const commune: Commune = {
      code: entry.code,
      name: entry.nom,
      departmentCode: entry.departement,
      postcodes: entry.codesPostaux ?? [],
      population: entry.population ?? 0,
      cityCode: entry.commune ?? null,
    };
    byCode.set(commune.code, commune);
    for (const postcode of commune.postcodes) {
      const sharing = byPostcode.get(postcode);
      if (sharing) sharing.push(commune);
      else byPostcode.set(postcode, [commune]);
    }
  }
  index = { byCode, byPostcode, successors };
  return index;
}

export function communeByCode(code: string): Commune | null {
  return communes().byCode.get(code) ?? null;
}

/** The communes that share a postcode, with arrondissements and, beside them, their city. */
export function communesByPostcode(postcode: string): readonly Commune[] {
  return communes().byPostcode.get(postcode) ?? [];
}

/** The commune that a merged one is part of today: 93059, Pierrefitte-sur-Seine, is in 93066, Saint-Denis. */
export function successorOf(code: string): Commune | null {
  const successor = communes().successors.get(code);
  return successor === undefined ? null : communeByCode(successor);
}

/** Every commune and arrondissement, in the order of the codes. */
export function allCommunes(): Iterable<Commune> {
  return communes().byCode.values();
}

let departments: ReadonlyMap<string, Department> | undefined;

export function departmentByCode(code: string): Department | null {
  departments ??= new Map(
    read<{ code: string; nom: string }>("departements").map(({ code, nom }) => [code, { code, name: nom }]),
  );
  return departments.get(code) ?? null;
}
