import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { roleOf, SETTINGS, standingOf } from "@stages/database/standing.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { type DomainEvent, domainEvent } from "@stages/events/contracts.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { nextKey } from "@stages/testing/next-key.ts";
import { textsContaining } from "@stages/testing/texts-of-schema.ts";
import { useDevelopmentKeys, useKeyring } from "@stages/vault/vault.ts";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ACTORS, IN_TIME, SCHOOL } from "./domain/fixtures.ts";
import { ACCEPT, CANCEL, type Graph, HOST_ACTOR, REFUSE, startGraph, SUBMIT } from "./graph-fixture.ts";
import { findByIds } from "./persistence/candidatures.ts";
import * as tables from "./persistence/tables.ts";

const HOME = { latitude: 45.273_918, longitude: 1.776_254 };
const LETTER = "Je rêve de facture instrumentale depuis l'école primaire.";
const REASONS = ["L'atelier ferme pour inventaire.", "Nous accueillons déjà une stagiaire."];
const PLANTED = ["Zéphyrine", "Mazaudier", "2011-09-07", "45.273918", "1.776254", "facture instrumentale", "ferme pour inventaire", "déjà une stagiaire"];
const READ = "query($id: ID!) { candidature(id: $id) { motivation distanceKm history { to reason } } }";

let graph: Graph;
let sql: postgres.Sql;

beforeAll(async () => {
  graph = await startGraph();
  sql = postgres(graph.url, { max: 1, onnotice: () => {} });
});
afterEach(useDevelopmentKeys);
afterAll(async () => {
  await sql.end();
  await graph.stop();
});

/** A student told by `people`, whose candidatures are sent and answered: one cancelled, one refused. */
async function answered() {
  const studentId = newId("student");
  const student = { ...ACTORS.student, studentId };
  const enrolled = { id: studentId, firstName: "Zéphyrine", lastName: "Mazaudier", birthDate: "2011-09-07", className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027", home: HOME };
  const bus = postgresBus(graph.url);
  await bus.publish([domainEvent("StudentEnrolled", studentId, { student: enrolled }, IN_TIME) as DomainEvent]);
  await bus.stop();
  const send = async () => {
    const { id: offerId } = await graph.offer();
    return vi.waitFor(async () => {
      const { data, code } = await graph.run(student, SUBMIT, { offerId, motivation: LETTER });
      expect(code).toBeUndefined();
      return data["submitCandidature"]!.id;
    }, { timeout: 30_000 });
  };
  const [cancelled, refused] = [await send(), await send()];
  await graph.run(HOST_ACTOR, ACCEPT, { id: cancelled });
  expect((await graph.run(HOST_ACTOR, CANCEL, { id: cancelled, reason: REASONS[0] })).code).toBeUndefined();
  expect((await graph.run(HOST_ACTOR, REFUSE, { id: refused, reason: REASONS[1] })).code).toBeUndefined();
  return { student, ids: [cancelled, refused] };
}

it("no table tells a home, a motivation or a reason; a copy in clear would be found", async () => {
  const { student, ids } = await answered();
  expect((await graph.run(student, READ, { id: ids[0] })).data["candidature"]).toMatchObject({ motivation: LETTER, distanceKm: 0.6, history: [{}, {}, {}, { reason: REASONS[0] }] });
  expect(await textsContaining(graph.url, "candidatures", PLANTED)).toEqual([]);
  expect(await textsContaining(graph.url, "bus", PLANTED)).toEqual([]);
  await sql`update candidatures.offers set title = ${LETTER} where id = (select max(id::text)::uuid from candidatures.offers)`;
  expect(await textsContaining(graph.url, "candidatures", PLANTED)).toEqual([{ table: "offers", column: "title", planted: "facture instrumentale" }]);
});

it("everything reads the same once sealed by another key, and needs the former no more", async () => {
  const { student, ids } = await answered();
  const read = () => Promise.all(ids.map(async (id) => (await graph.run(student, READ, { id })).data));
  const before = await read();
  // What waits to be told is sealed as well, and this is not about it.
  await vi.waitFor(async () => expect(await sql`select from candidatures.outbox`).toHaveLength(0), { timeout: 30_000 });
  const { besideFormer, alone } = nextKey();
  useKeyring(besideFormer);
  const done = await graph.subgraph.reseal();
  expect(new Set(done.filter(({ resealed }) => resealed > 0).map(({ table, column }) => `${table}.${column}`))).toEqual(
    new Set(["candidatures.motivation", "candidatures.distanceKm", "history.reason", "students.home"]),
  );
  useKeyring(alone);
  expect(await read()).toEqual(before);
  const [home] = await graph.db.select().from(tables.students).where(eq(tables.students.id, student.studentId));
  expect(openFrom(tables.students.home, home!, home!.home)).toEqual(HOME);
});

describe("what was sent stays as it was sent", () => {
  const { besideFormer } = nextKey();
  const NEXT_KEY = 2;

  /** A candidature sealed by the key of development, and another seal of its motivation. */
  async function another(text: string, { byNextKey = true } = {}) {
    useDevelopmentKeys();
    const { candidature } = await graph.candidature({ motivation: LETTER });
    if (byNextKey) useKeyring(besideFormer);
    return { id: candidature.id, uuid: uuidOf(candidature.id), seal: Buffer.from(sealFor(tables.candidatures.motivation, { id: candidature.id }, text)) };
  }

  const replace = (uuid: string, seal: Buffer, { resealing = true, more = "", role = roleOf("candidatures", "PLATFORM") as string | null } = {}) =>
    sql.begin(async (tx) => {
      if (role) await tx.unsafe(`set local role ${role}`);
      if (resealing) await tx`select set_config('stages.resealing', 'on', true)`;
      await tx.unsafe(`update candidatures.candidatures set motivation = $1 ${more} where id = $2`, [seal, uuid]);
    });

  it("but may be sealed anew by another key", async () => {
    const { id, uuid, seal } = await another(LETTER);
    await replace(uuid, seal);
    expect(seal.readUInt32BE(1)).toBe(NEXT_KEY);
    expect((await findByIds(graph.db, [id]))[0]!.motivation).toBe(LETTER);
  });

  it.each([
    ["where the transaction does not say that it does", LETTER, {}, { resealing: false }],
    ["as the tables' owner", LETTER, {}, { role: null }],
    ["by the same key", LETTER, { byNextKey: false }, {}],
    ["when the text is longer", `${LETTER}.`, {}, {}],
    ["when another column changes with it", LETTER, {}, { more: ", submitted_at = now()" }],
    ["when its host changes with it", LETTER, {}, { more: ", host_id = gen_random_uuid()" }],
  ] as const)("not %s", async (_, text, how, under) => {
    const { uuid, seal } = await another(text, how);
    await expect(replace(uuid, seal, under)).rejects.toMatchObject({ code: "23001" });
  });

  it("not in clear", async () => {
    const { uuid, seal } = await another(LETTER);
    await expect(replace(uuid, Buffer.alloc(seal.length, "a"))).rejects.toMatchObject({ code: "23001" });
  });

  it("not by a request's role, even one that may update every column", async () => {
    const { uuid, seal } = await another(LETTER);
    const replacing = sql.begin(async (tx) => {
      await tx.unsafe(`grant update on candidatures.candidatures to ${roleOf("candidatures", "HOST_MANAGER")}`);
      for (const [index, value] of standingOf("candidatures", ACTORS.host).entries()) await tx`select set_config(${SETTINGS[index]!}, ${value}, true)`;
      await tx`select set_config('stages.resealing', 'on', true)`;
      expect(await tx`select from candidatures.candidatures where id = ${uuid}`).toHaveLength(1);
      await tx`update candidatures.candidatures set motivation = ${seal} where id = ${uuid}`;
    });
    await expect(replacing).rejects.toMatchObject({ code: "23001" });
  });

  it("and anything goes without the trigger: the control", async () => {
    const { uuid, seal } = await another("Autre chose.");
    const changed = sql.begin(async (tx) => {
      await tx`alter table candidatures.candidatures disable trigger candidatures_keep_their_end`;
      const { count } = await tx`update candidatures.candidatures set motivation = ${seal} where id = ${uuid}`;
      await tx`alter table candidatures.candidatures enable trigger candidatures_keep_their_end`;
      return count;
    });
    expect(await changed).toBe(1);
  });
});
