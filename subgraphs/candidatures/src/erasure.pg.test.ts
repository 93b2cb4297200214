import { allowDeleting } from "@stages/database/purging.ts";
import type { PersonId, StudentId } from "@stages/kernel/ids.ts";
import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IN_TIME } from "./domain/fixtures.ts";
import { ACCEPT, type Graph, HOST_ACTOR, startGraph, SUBMIT } from "./graph-fixture.ts";
import { forgetStudent } from "./operations/forget-student.ts";
import { findByStudents } from "./persistence/candidatures.ts";
import { findSeats } from "./persistence/ledger.ts";
import * as tables from "./persistence/tables.ts";

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
});
afterAll(() => graph.stop());

const ROUNDS = 40;
const asPlatform = (work: Parameters<Graph["write"]>[0]) =>
  graph.write(async (tx) => {
    await tx.execute("set local role stages_candidatures_platform");
    return work(tx);
  });
const erase = (studentId: StudentId, personId: PersonId) => asPlatform((tx) => forgetStudent(tx, { studentId, personIds: [personId] }, IN_TIME));

/** Without the locks of applying and accepting: what is committed meanwhile is not seen. */
const eraseNaively = (id: StudentId) =>
  asPlatform(async (tx) => {
    await allowDeleting(tx);
    const theirs = (await tx.select({ id: tables.candidatures.id }).from(tables.candidatures).where(eq(tables.candidatures.studentId, id))).map((row) => row.id);
    await tx.delete(tables.history).where(inArray(tables.history.candidatureId, theirs));
    await tx.delete(tables.candidatures).where(inArray(tables.candidatures.id, theirs));
    await tx.delete(tables.students).where(eq(tables.students.id, id));
  });

/** Rounds in which something of the student is left: a candidature, a line in the history of one that is not, or a key. */
async function roundsWithATrace(eraseOne: (id: StudentId, personId: PersonId) => Promise<unknown>): Promise<number> {
  let traced = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const student = await graph.student();
    const offers = await Promise.all(Array.from({ length: 3 }, () => graph.offer({ seats: 5 })));
    const [waiting] = await graph.candidatures([{ studentId: student.studentId, offerId: offers[0]!.id }]);
    const [, , , erased] = await Promise.allSettled([
      graph.run(HOST_ACTOR, ACCEPT, { id: waiting!.id }),
      ...offers.slice(1).map(({ id }) => graph.run(student, SUBMIT, { offerId: id, motivation: "Voir le métier.", key: `depuis-${id.slice(-20)}` })),
      eraseOne(student.studentId, student.personId),
    ]);
    expect(erased!.status).toBe("fulfilled");
    const left = await findByStudents(graph.db, [student.studentId]);
    const lines = await graph.db.select().from(tables.history).where(eq(tables.history.candidatureId, waiting!.id));
    const keys = await graph.db.select().from(tables.idempotencyKeys).where(eq(tables.idempotencyKeys.personId, student.personId));
    if (left.length > 0 || lines.length > 0 || keys.length > 0) traced += 1;
    else expect((await findSeats(graph.db, offers.map(({ id }) => id), IN_TIME)).map(({ taken }) => taken)).toEqual([0, 0, 0]);
  }
  return traced;
}

describe("a student erased while they apply and a host accepts", () => {
  it("leaves no trace, and their seats are free", async () => {
    expect(await roundsWithATrace(erase)).toBe(0);
  });

  it("leaves some where nothing is locked: the control", async () => {
    expect(await roundsWithATrace(eraseNaively)).toBeGreaterThan(0);
  });
});

it("hearing of it again changes nothing, and nobody applies any more", async () => {
  const student = await graph.student();
  await erase(student.studentId, student.personId);
  await erase(student.studentId, student.personId);
  const { id: offerId } = await graph.offer();
  expect((await graph.run(student, SUBMIT, { offerId, motivation: "Voir le métier." })).code).toBe("TRY_AGAIN");
});

it("deletes nothing that is append-only under any other role, or without saying so", async () => {
  await expect(graph.write((tx) => tx.delete(tables.history))).rejects.toThrow();
  await expect(asPlatform((tx) => tx.delete(tables.history))).rejects.toThrow();
});
