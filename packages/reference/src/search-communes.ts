import { allCommunes, type Commune } from "./communes.ts";

/**
 * A name as people type it: no accents, no capitals, spaces for hyphens and apostrophes, "St" for "Saint".
 * "St-Étienne" and "saint etienne" are one.
 */
export function searchKey(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replace(/\bst(e?)\b/g, "saint$1");
}

const ARTICLE = /^(?:l|la|le|les) /;

interface Entry {
  readonly key: string;
  readonly commune: Commune;
}

let entries: readonly Entry[] | undefined;

/** Sorted by key; "Le Havre" stands twice, so that "havre" finds it too. */
function sortedEntries(): readonly Entry[] {
  if (entries) return entries;
  const all: Entry[] = [];
  for (const commune of allCommunes()) {
    const key = searchKey(commune.name);
    all.push({ key, commune });
    const bare = key.replace(ARTICLE, "");
    if (bare !== key) all.push({ key: bare, commune });
  }
  entries = all.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return entries;
}

function firstIndexFrom(sorted: readonly Entry[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Communes whose name begins so: those of exactly that name first, then the most populated. */
export function searchCommunes(prefix: string, limit = 10): readonly Commune[] {
  const key = searchKey(prefix);
  if (key === "") return [];
  const sorted = sortedEntries();
  const found = new Map<Commune, boolean>();
  for (let i = firstIndexFrom(sorted, key); i < sorted.length && sorted[i]!.key.startsWith(key); i++) {
    const { commune, key: name } = sorted[i]!;
    found.set(commune, (found.get(commune) ?? false) || name === key);
  }
  return [...found]
    .sort(([a, aExact], [b, bExact]) => Number(bExact) - Number(aExact) || b.population - a.population || (a.code < b.code ? -1 : 1))
    .slice(0, limit)
    .map(([commune]) => commune);
}
