/** A word of the catalogue that resembles one that nothing has. */
export interface Resembling {
  readonly asked: string;
  /** Without accents or capitals. */
  readonly key: string;
  readonly word: string;
  readonly uses: number;
}

/** Without accents or capitals, as the vocabulary has its keys. */
export const keyOf = (word: string): string => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");

/** A word that the text asks for: neither excluded by a hyphen before it, nor an operator. */
const ASKED_WORD = /(?<![-\p{L}\p{N}])\p{L}{3,}/gu;
const OPERATORS: readonly string[] = ["or"];

/** The words that a text asks for and whose spelling can be doubted, each once. */
export function askedWords(text: string): readonly string[] {
  return [...new Set(text.match(ASKED_WORD) ?? [])].filter((word) => !OPERATORS.includes(word.toLowerCase())).slice(0, 8);
}

/** One letter wrong in a short word, two in a longer one. */
const mistakesIn = (word: string) => (word.length < 5 ? 1 : 2);

/** The text with its unknown words replaced by the nearest ones of the catalogue; null when one of them resembles none. */
export function corrected(text: string, unknown: readonly string[], known: readonly Resembling[]): string | null {
  const replacements = new Map<string, string>();
  for (const word of unknown) {
    const key = keyOf(word);
    const near = known
      .filter(({ asked }) => asked === word)
      .map((one) => ({ ...one, mistakes: mistakesBetween(key, one.key) }))
      .filter(({ mistakes }) => mistakes <= mistakesIn(key))
      .sort((a, b) => a.mistakes - b.mistakes || b.uses - a.uses || (a.key < b.key ? -1 : 1));
    if (!near[0]) return null;
    replacements.set(word, near[0].word);
  }
  return replacements.size === 0 ? null : text.replace(ASKED_WORD, (word) => replacements.get(word) ?? word);
}

/** Letters added, lost, changed, or swapped with the one beside (Damerau and Levenshtein, optimal string alignment). */
export function mistakesBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2]![j - 2]! + 1 : Infinity;
      rows[i]![j] = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + changed, swapped);
    }
  }
  return rows[a.length]![b.length]!;
}
