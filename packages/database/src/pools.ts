/** A pool of connections: how many it has at most, and how many transactions ask for one or have one. */
export interface Pool {
  readonly name: string;
  readonly max: number;
  asking: number;
}

const pools = new Set<Pool>();
const byClient = new WeakMap<object, Pool>();

export function openPool(client: object, name: string, max: number): Pool {
  const pool: Pool = { name, max, asking: 0 };
  pools.add(pool);
  byClient.set(client, pool);
  return pool;
}

export const closePool = (pool: Pool): boolean => pools.delete(pool);

export const poolsUnderWay = (): readonly Pool[] => [...pools];

/** The work has a connection of the client's pool, or waits for one, from here on until it ends. */
export async function asking<T>(client: object, work: () => PromiseLike<T>): Promise<T> {
  const pool = byClient.get(client);
  if (!pool) return work();
  pool.asking += 1;
  try {
    return await work();
  } finally {
    pool.asking -= 1;
  }
}
