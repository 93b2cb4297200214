/** How often each of some words was met. */
export function counts() {
  const met = new Map<string, number>();
  return {
    add: (word: string, times = 1) => void met.set(word, (met.get(word) ?? 0) + times),
    of: (word: string) => met.get(word) ?? 0,
    sorted: (): ReadonlyMap<string, number> => new Map([...met].sort(([, a], [, b]) => b - a)),
  };
}

export const inWords = (met: ReadonlyMap<string, number>) => [...met].map(([word, times]) => `${word} ${times}`).join(", ");
