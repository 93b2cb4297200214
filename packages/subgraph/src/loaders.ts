import DataLoader from "dataloader";

/** One query for all the keys that a request asks in the same breath; a key that nothing answers gives null. */
export function byKey<K extends string, V>(find: (keys: readonly K[]) => Promise<readonly V[]>, keyOf: (value: V) => K): DataLoader<K, V | null> {
  return new DataLoader(async (keys) => {
    const values = new Map((await find(keys)).map((value) => [keyOf(value), value]));
    return keys.map((key) => values.get(key) ?? null);
  });
}

/** The same for lists: all the values of each key, in the order the query gave them. */
export function manyByKey<K extends string, V>(find: (keys: readonly K[]) => Promise<readonly V[]>, keyOf: (value: V) => K): DataLoader<K, readonly V[]> {
  return new DataLoader(async (keys) => {
    const values = Map.groupBy(await find(keys), keyOf);
    return keys.map((key) => values.get(key) ?? []);
  });
}
