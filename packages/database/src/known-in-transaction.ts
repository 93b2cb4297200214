import type { Transaction } from "./connection.ts";

/**
 * A reader of what an act asks at several of its steps and never writes: what was found stays found until the transaction ends.
 * What was not found is asked again, since the act may go on as someone who sees more.
 */
export function knownInTransaction<K extends string, V>(find: (tx: Transaction, key: K) => Promise<V | null>): (tx: Transaction, key: K) => Promise<V | null> {
  const known = new WeakMap<Transaction, Map<K, V>>();
  return async (tx, key) => {
    const before = known.get(tx)?.get(key);
    if (before !== undefined) return before;
    const found = await find(tx, key);
    if (found !== null) known.set(tx, (known.get(tx) ?? new Map<K, V>()).set(key, found));
    return found;
  };
}
