import postgres from "postgres";

/** Of so many rows written, how many the replica does not show right after the answer, when commits wait for it as `waits` says. */
export async function staleReads({ databaseUrl, replicaUrl }: { readonly databaseUrl: string; readonly replicaUrl: string }, waits: "remote_apply" | "local", times: number): Promise<number> {
  const primary = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const replica = postgres(replicaUrl, { max: 1, onnotice: () => {} });
  try {
    await primary`create table if not exists standalone.seen (id bigserial primary key)`;
    await primary.unsafe(`set synchronous_commit = ${waits}`);
    let stale = 0;
    for (let n = 0; n < times; n++) {
      const [row] = await primary<{ id: string }[]>`insert into standalone.seen default values returning id`;
      if ((await replica`select from standalone.seen where id = ${row!.id}`).length === 0) stale += 1;
    }
    return stale;
  } finally {
    await primary`drop table standalone.seen`.catch(() => {});
    await Promise.all([primary.end(), replica.end()]);
  }
}
