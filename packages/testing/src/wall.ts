import { connect, connectSql, type Database } from "@stages/database/connection.ts";
import { databaseUnder, roleOf, SETTINGS, standingOf } from "@stages/database/standing.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import type { World } from "@stages/demonstration/world-types.ts";
import { type Actor, ROLES } from "@stages/kernel/actor.ts";
import { sql } from "drizzle-orm";

/** The persona's actor, from the world alone. */
export function actorIn(world: World, name: PersonaName): Actor {
  const { id: personId, grants } = world.persons.find(({ id }) => id === world.personas[name])!;
  return { personId, ...grants[0]! } as Actor;
}

/** Someone, and the keys of the rows that are theirs to see, by table. */
export interface Party {
  readonly actor: Actor;
  readonly own: Readonly<Record<string, ReadonlySet<string>>>;
}

/** What row policies are tested with: many actors on few connections, each of which goes from hand to hand. */
export function openWall(schema: string, url: string, keys: Readonly<Record<string, string>>) {
  const asNobody = { url, role: roleOf(schema, "ANONYMOUS"), max: 4 };
  const pool = connect({ ...asNobody, name: "test requests" });
  const naive = connect({ ...asNobody, name: "naive" });
  const admin = connectSql({ url, name: "test", max: 1 });
  const under = (actor: Actor): Database => databaseUnder(pool.client, standingOf(schema, actor));
  const asking = (table: string, limit?: number) => `select ${keys[table]}::text as key from ${schema}.${table}${limit ? ` limit ${limit}` : ""}`;
  const keysOf = (rows: readonly unknown[]) => rows.map((row) => (row as { readonly key: string }).key);
  const aborted = new Error("aborted");

  /** Rows seen that were not one's own, and rows seen by those who do not say who they are; one in four is aborted. */
  async function leaks(turns: number, parties: readonly Party[], read: (actor: Actor, table: string, abort: boolean) => Promise<readonly string[]>, nobody: Database): Promise<number> {
    const tables = Object.keys(parties[0]!.own);
    let leaked = 0;
    let turn = 0;
    const worker = async () => {
      for (let mine = turn++; mine < turns; mine = turn++) {
        const { actor, own } = parties[(mine * 7) % parties.length]!;
        const table = tables[(mine * 5 + Math.floor(mine / parties.length)) % tables.length]!;
        if (mine % 10 === 9) leaked += (await nobody.execute(sql.raw(asking(table, 20)))).length;
        else leaked += (await read(actor, table, mine % 4 === 0)).filter((key) => !own[table]!.has(key)).length;
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    return leaked;
  }

  return {
    admin,
    under,
    async seen(actor: Actor, table: string): Promise<ReadonlySet<string>> {
      return new Set(keysOf(await under(actor).execute(sql.raw(asking(table)))));
    },

    /** The roles under which rows are seen although nobody says who asks; the pool's own is among them. */
    async openWithoutContext(table: string): Promise<readonly string[]> {
      const open: string[] = [];
      for (const role of ROLES.filter((one) => one !== "PLATFORM")) {
        const rows = await admin.begin(async (tx) => {
          await tx.unsafe(`set local role ${roleOf(schema, role)}`);
          return tx.unsafe(asking(table, 1));
        });
        if (rows.length > 0) open.push(role);
      }
      if ((await pool.client.unsafe(asking(table, 1))).length > 0) open.push("a request without a context");
      return open;
    },

    leaks: (turns: number, parties: readonly Party[]) =>
      leaks(turns, parties, async (actor, table, abort) => {
        let seen: readonly string[] = [];
        const reading = under(actor).transaction(async (tx) => {
          seen = keysOf(await tx.execute(sql.raw(asking(table, 20))));
          if (abort) throw aborted;
        });
        await reading.catch((error: unknown) => {
          if (error !== aborted) throw error;
        });
        return seen;
      }, pool.db),

    /** The control: a session that keeps what it was told, as `set_config` does when it is not local. */
    naiveLeaks: (turns: number, parties: readonly Party[]) =>
      leaks(turns, parties, async (actor, table) => {
        const settings = SETTINGS.map((name, index) => `set_config('${name}', $${index + 1}, false)`).join(", ");
        await naive.client.unsafe(`select ${settings}`, [...standingOf(schema, actor)]);
        return keysOf(await naive.db.execute(sql.raw(asking(table, 20))));
      }, naive.db),

    /** The plan of a statement under an actor's role, as PostgreSQL chooses it. */
    async plan(actor: Actor, statement: string, settings: readonly string[] = []): Promise<string> {
      const lines = await under(actor).transaction(async (tx) => {
        for (const setting of settings) await tx.execute(sql.raw(`set local ${setting}`));
        return tx.execute(sql.raw(`explain ${statement}`));
      });
      return lines.map((line) => Object.values(line as object)[0]).join("\n");
    },

    async close() {
      await pool.close();
      await naive.close();
      await admin.end();
    },
  };
}

export type Wall = ReturnType<typeof openWall>;
