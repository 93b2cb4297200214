import { connect, connectSql, type Connection, type Sql } from "@stages/database/connection.ts";
import { databaseUnder, roleOf, SETTINGS, standingOf } from "@stages/database/standing.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { type Actor, ANONYMOUS, PLATFORM, ROLES } from "@stages/kernel/actor.ts";
import { type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import type { LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConventionsContext } from "./context.ts";
import { conventions as table, representatives } from "./persistence/tables.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

const NOW = Temporal.Instant.from("2027-03-01T09:00:00Z");
const WALLED = ["conventions", "documents", "evidence", "history", "absences", "absence_steps", "students", "absence_escalations", "presences", "follow_ups", "representatives", "files", "paper_copies", "insurances", "upload_links", "download_links", "host_managers"];
const REQUESTING = ROLES.filter((role) => role !== "PLATFORM");
const world = demonstrationWorld({ today: Temporal.PlainDate.from("2027-03-01") });

const create = (databaseUrl: string) => createConventionsSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error) });
const actorOf = (name: PersonaName): Actor => {
  const { id: personId, grants } = world.persons.find(({ id }) => id === world.personas[name])!;
  return { personId, ...grants[0]! } as Actor;
};

/** Whose rows are whose, from the world alone. */
const OWN: readonly (readonly [PersonaName, (convention: (typeof world.conventions)[number]) => boolean])[] = [
  ["student", ({ studentId }) => (actorOf("student") as { studentId?: string }).studentId === studentId],
  ["adult-student", ({ studentId }) => (actorOf("adult-student") as { studentId?: string }).studentId === studentId],
  ["legal-representative", ({ studentId }) => world.legalRepresentatives.some((one) => one.studentId === studentId && one.personId === world.personas["legal-representative"])],
  ["host-manager", ({ hostId }) => world.hosts.some(({ id, managerPersonId }) => id === hostId && managerPersonId === world.personas["host-manager"])],
  ["tutor", ({ host }) => host?.tutor.email === world.persons.find(({ id }) => id === world.personas.tutor)!.email],
  ...(["school-head", "referent-teacher", "education-adviser", "other-school-head"] as const).map(
    (name) => [name, ({ schoolUai }: { readonly schoolUai: string }) => world.staff.some((post) => post.personId === world.personas[name] && post.schoolUai === schoolUai)] as const,
  ),
  ["rectorat", ({ academy }) => academy === "22"],
  ["dasen", ({ schoolUai }) => world.schools.some(({ uai, departmentCode }) => uai === schoolUai && departmentCode === "19")],
  ["other-rectorat", ({ academy }) => academy === "24"],
  ["ministry", () => true],
];
const ownOf = (name: PersonaName) => new Set(world.conventions.filter(OWN.find(([one]) => one === name)![1]).map(({ id }) => id as string));

let database: TestDatabase;
let admin: Sql;
let pool: Connection;

beforeAll(async () => {
  database = await freshDatabase("conventions_wall", async (url) => {
    const subgraph = create(url);
    await subgraph.migrate();
    await subgraph.loadDemonstration(world);
    await subgraph.stop();
  });
  admin = connectSql({ url: database.url, name: "test", max: 1 });
  await admin`analyze`;
  // Few connections for many actors: each goes from hand to hand.
  pool = connect({ url: database.url, name: "test requests", role: roleOf("conventions", "ANONYMOUS"), max: 4 });
});
afterAll(async () => {
  await pool.close();
  await admin.end();
  await database.drop();
});

const under = (actor: Actor) => databaseUnder(pool.client, standingOf("conventions", actor));
const idsOf = async (actor: Actor) => new Set((await under(actor).select({ id: table.id }).from(table)).map(({ id }) => id as string));

describe("a row is shown to its circle alone, whatever the query asks", () => {
  it.each(OWN)("%s", async (name) => {
    const own = ownOf(name);
    expect(await idsOf(actorOf(name))).toEqual(own);
    await using stopping = new AsyncDisposableStack();
    const subgraph = create(database.url);
    stopping.defer(() => subgraph.stop());
    const { db } = subgraph.contextOf({ actor: actorOf(name), now: NOW, requestId: "wall" }) as ConventionsContext;
    for (const part of ["documents", "evidence", "history"]) {
      const rows = (await db.execute(sql.raw(`select distinct convention_id as id from conventions.${part}`))) as unknown as { id: string }[];
      const inside = new Set([...own].map((id) => uuidOf(id as never)));
      expect(rows.filter(({ id }) => !inside.has(id))).toEqual([]);
    }
  });

  it.each(WALLED)("no row of %s without a context, under the role of any kind of actor", async (name) => {
    for (const role of REQUESTING) {
      const rows = await admin.begin(async (tx) => {
        await tx.unsafe(`set local role ${roleOf("conventions", role)}`);
        return tx.unsafe(`select 1 from conventions.${name} limit 1`);
      });
      expect(rows, role).toHaveLength(0);
    }
    expect((await pool.client.unsafe(`select 1 from conventions.${name} limit 1`)).length).toBe(0);
  });

  it("absences, never to those in charge of a territory nor to a visitor", async () => {
    expect((await admin`select 1 from conventions.absences`).length).toBeGreaterThan(0);
    for (const actor of [actorOf("rectorat"), actorOf("dasen"), actorOf("ministry"), ANONYMOUS]) expect(await under(actor).execute(sql`select 1 from conventions.absences`)).toHaveLength(0);
  });

  it("what follows a stage, to its circle alone: the log to the school, and of its teachers to the one who is named", async () => {
    const followed = world.conventions.find(({ school, host }) => host !== null && school?.referentTeacherId === world.personas["referent-teacher"])!;
    const uuid = uuidOf(followed.id);
    await admin`insert into conventions.follow_ups select gen_random_uuid(), id, 'NOTE', now(), 'x', gen_random_uuid(), 'SCHOOL_HEAD', now() from conventions.conventions where referent_teacher_id is not null`;
    await admin`insert into conventions.presences select id, '2027-06-15', 60, null, gen_random_uuid(), 'TUTOR', now() from conventions.conventions where referent_teacher_id is not null`;
    const of = async (table: string, actor: Actor) => ((await under(actor).execute(sql.raw(`select convention_id as id from conventions.${table}`))) as unknown as { id: string }[]).map(({ id }) => id);
    for (const [name] of OWN) {
      const own = new Set([...ownOf(name)].map((id) => uuidOf(id as never)));
      for (const table of ["presences", "follow_ups"]) expect((await of(table, actorOf(name))).filter((id) => !own.has(id)), `${name} ${table}`).toEqual([]);
    }
    for (const name of ["student", "legal-representative", "host-manager", "tutor", "rectorat", "ministry"] as const) expect(await of("follow_ups", actorOf(name)), name).toEqual([]);
    for (const name of ["rectorat", "dasen", "ministry"] as const) expect(await of("presences", actorOf(name)), name).toEqual([]);
    const named = await of("follow_ups", actorOf("referent-teacher"));
    expect(named).toContain(uuid);
    expect(named.length).toBeLessThan((await of("follow_ups", actorOf("school-head"))).length);
    const elsewhere = world.conventions.find(({ id, school }) => school && !ownOf("referent-teacher").has(id))!;
    const writes = (id: string, by: Actor) => under(by).execute(sql`insert into conventions.follow_ups values (gen_random_uuid(), ${id}, 'NOTE', now(), 'x', ${uuidOf((by as { personId: PersonId }).personId)}, 'REFERENT_TEACHER', now())`);
    await expect(writes(uuidOf(elsewhere.id), actorOf("referent-teacher"))).rejects.toMatchObject({ cause: { code: "42501" } });
    await expect(writes(uuid, actorOf("tutor"))).rejects.toMatchObject({ cause: { code: "42501" } });
    await writes(uuid, actorOf("referent-teacher"));
    await expect(under(actorOf("school-head")).execute(sql`update conventions.follow_ups set kind = 'CALL'`)).rejects.toMatchObject({ cause: { code: "42501" } });
    await expect(under(actorOf("tutor")).execute(sql`update conventions.presences set convention_id = ${uuid}`)).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  it("who answers for a student, to the family and the school alone", async () => {
    const seen = async (name: PersonaName) => new Set((await under(actorOf(name)).select({ id: representatives.studentId }).from(representatives)).map(({ id }) => id as string));
    const families = new Set<string>(world.legalRepresentatives.map(({ studentId }) => studentId));
    const around = (name: PersonaName) => {
      const own = ownOf(name);
      return new Set(world.conventions.filter(({ id, studentId }) => own.has(id) && families.has(studentId)).map(({ studentId }) => studentId as string));
    };
    for (const name of ["student", "legal-representative", "school-head", "referent-teacher", "education-adviser", "other-school-head"] as const) expect(await seen(name), name).toEqual(around(name));
    for (const name of ["host-manager", "tutor", "rectorat", "dasen", "ministry"] as const) expect(await seen(name), name).toEqual(new Set());
    const forged = under(actorOf("school-head")).execute(sql`update conventions.representatives set family = family`);
    await expect(forged).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  it("and everything to the platform, for events and sweeps", async () => {
    expect((await idsOf(PLATFORM)).size).toBe(world.conventions.length);
  });

  it("nor can a row be written outside of it", async () => {
    const other = world.conventions.find(({ id }) => !ownOf("host-manager").has(id))!;
    const touched = await under(actorOf("host-manager")).execute(sql`update conventions.conventions set reason = 'x' where id = ${uuidOf(other.id)} returning id`);
    expect(touched).toHaveLength(0);
    const moved = under(actorOf("host-manager")).execute(sql`update conventions.conventions set host_id = ${uuidOf(other.hostId)} where status = 'DRAFT'`);
    await expect(moved).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  it.each(["student", "legal-representative", "host-manager", "tutor", "school-head", "rectorat", "dasen"] as const)("by an index, for %s", async (name) => {
    const plan = await under(actorOf(name)).transaction(async (tx) => {
      // A table of 800 rows is read whole as soon as that is cheaper: what is asked here is whether an index can serve.
      await tx.execute(sql`set local enable_seqscan = off`);
      return tx.execute(sql`explain select id from conventions.conventions`);
    });
    const text = plan.map((line) => Object.values(line)[0]).join("\n");
    expect(text).toMatch(/Index (Only )?Scan|Index Cond/);
    expect(text).not.toContain("Seq Scan");
  });
});

describe("whoever came by a personal link", () => {
  const narrowed = (name: "legal-representative" | "tutor" | "host-manager", purpose: LinkPurpose, conventionId: string): Actor => {
    const { id, studentId } = world.conventions.find((one) => one.id === conventionId)!;
    return { ...actorOf(name), link: { purpose, conventionId: id, studentId } } as Actor;
  };

  it.each([
    ["legal-representative", "SIGN_CONVENTION"],
    ["tutor", "FOLLOW_INTERN"],
    ["host-manager", "ACT_FOR_HOST"],
  ] as const)("sees its one convention, of those of a %s", async (name, purpose) => {
    const [one, ...others] = ownOf(name);
    expect(await idsOf(narrowed(name, purpose, one!))).toEqual(new Set([one]));
    // What is not their role's is not their link's either.
    const stranger = world.conventions.find(({ id }) => id !== one && !others.includes(id))!;
    expect(await idsOf(narrowed(name, purpose, stranger.id))).toEqual(new Set());
    for (const part of ["documents", "evidence", "history"]) {
      const rows = (await under(narrowed(name, purpose, one!)).execute(sql.raw(`select distinct convention_id as id from conventions.${part}`))) as unknown as { id: string }[];
      expect(rows.filter(({ id }) => id !== uuidOf(one as never))).toEqual([]);
    }
  });

  it("writes on it alone", async () => {
    const [one, other] = ownOf("legal-representative");
    const actor = narrowed("legal-representative", "SIGN_CONVENTION", one!);
    const touch = (id: string) => under(actor).execute(sql`update conventions.conventions set status = status where id = ${uuidOf(id as never)} returning id`);
    expect(await touch(one!)).toHaveLength(1);
    expect(await touch(other!)).toHaveLength(0);
  });

  it("holds it alone, as a tutor, who writes nothing of it", async () => {
    const [one, other] = ownOf("tutor");
    const actor = narrowed("tutor", "FOLLOW_INTERN", one!);
    const hold = (id: string) => under(actor).execute(sql`select id from conventions.conventions where id = ${uuidOf(id as never)} for update`);
    expect(await hold(one!)).toHaveLength(1);
    expect(await hold(other!)).toHaveLength(0);
    await expect(under(actor).execute(sql`update conventions.conventions set status = status where id = ${uuidOf(one as never)}`)).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  it.each(["legal-representative", "tutor", "host-manager"] as const)("finds it by an index, as a %s", async (name) => {
    const [one] = ownOf(name);
    const text = await under(narrowed(name, "FOLLOW_INTERN", one!)).transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      const plan = await tx.execute(sql`explain select id from conventions.conventions`);
      return plan.map((line) => Object.values(line)[0]).join("\n");
    });
    expect(text).toMatch(/Index Cond/);
    expect(text).not.toContain("Seq Scan");
  });
});

describe("10 000 transactions of everyone, one in four aborted, on four connections", () => {
  const everyone = OWN.map(([name]) => ({ actor: actorOf(name), own: ownOf(name) }));
  const aborted = new Error("aborted");

  /** Rows seen that were not one's own, and rows seen by those who do not say who they are. */
  async function leaks(turns: number, read: (actor: Actor, abort: boolean) => Promise<readonly string[]>, readAsNobody: () => Promise<readonly string[]>): Promise<number> {
    let leaked = 0;
    let turn = 0;
    const worker = async () => {
      for (let mine = turn++; mine < turns; mine = turn++) {
        const { actor, own } = everyone[(mine * 7) % everyone.length]!;
        if (mine % 10 === 9) leaked += (await readAsNobody()).length;
        else leaked += (await read(actor, mine % 4 === 0)).filter((id) => !own.has(id)).length;
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    return leaked;
  }

  it("leak nothing", async () => {
    const read = async (actor: Actor, abort: boolean) => {
      const seen: string[] = [];
      const reading = under(actor).transaction(async (tx) => {
        for (const { id } of await tx.select({ id: table.id }).from(table).limit(20)) seen.push(id);
        if (abort) throw aborted;
      });
      await reading.catch((error: unknown) => {
        if (error !== aborted) throw error;
      });
      return seen;
    };
    const asNobody = async () => (await pool.db.select({ id: table.id }).from(table).limit(20)).map(({ id }) => id as string);
    expect(await leaks(10_000, read, asNobody)).toBe(0);
  });

  it("leak a great deal when a session keeps its standing: the control", async () => {
    const naive = connect({ url: database.url, name: "naive", role: roleOf("conventions", "ANONYMOUS"), max: 4 });
    try {
      const read = async (actor: Actor) => {
        const standing = standingOf("conventions", actor);
        await naive.client.unsafe(`select ${SETTINGS.map((name, index) => `set_config('${name}', $${index + 1}, false)`).join(", ")}`, [...standing]);
        return (await naive.db.select({ id: table.id }).from(table).limit(20)).map(({ id }) => id as string);
      };
      const asNobody = async () => (await naive.db.select({ id: table.id }).from(table).limit(20)).map(({ id }) => id as string);
      expect(await leaks(500, read, asNobody)).toBeGreaterThan(100);
    } finally {
      await naive.close();
    }
  });
});
