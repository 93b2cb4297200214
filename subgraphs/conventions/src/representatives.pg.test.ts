import { connect, type Connection, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { domainEvent, type Events, type EventType } from "@stages/events/contracts.ts";
import { newId } from "@stages/kernel/ids.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { handlers } from "./handlers.ts";
import { findRepresentatives, findRepresentativesOf } from "./persistence/representatives.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

const NOW = Temporal.Instant.from("2027-05-20T10:00:00Z");
let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await freshDatabase("conventions", async (databaseUrl) => {
    const migrating = createConventionsSubgraph({ databaseUrl, clock: () => NOW, onFailure: (error) => console.error(error) });
    await migrating.migrate();
    await migrating.stop();
  });
  connection = connect({ url: database.url, name: "test", role: roleOf("conventions", "PLATFORM"), max: 2 });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const hear = <T extends EventType>(type: T, payload: Events[T]) => writer(connection.db, () => {})((tx) => (handlers[type] as (tx: unknown, event: unknown) => Promise<void>)(tx, domainEvent(type, "key", payload, NOW)));

const student = { id: newId("student"), firstName: "Léa", lastName: "Mazaud", birthDate: "2011-09-03", className: "2de 5", schoolUai: "0190010A", academy: "22", campaignId: "2027", home: { latitude: 45, longitude: 1 } } as Events["StudentEnrolled"]["student"];
const anne = { personId: newId("person"), name: "Anne Mazaud", phone: "0639980102", maySign: true };
const paul = { personId: newId("person"), name: "Paul Mazaud", phone: null, maySign: false };
const listed = (representatives: readonly (typeof anne | typeof paul)[], studentId = student.id) => hear("RepresentativesListed", { studentId, representatives });

it("keeps the family as it was told last, in its order, sealed", async () => {
  await hear("StudentEnrolled", { student });
  expect(await findRepresentatives(connection.db, student.id)).toEqual([]);
  await listed([anne]);
  await listed([paul, anne]);
  await listed([paul, anne]);
  expect(await findRepresentatives(connection.db, student.id)).toEqual([paul, anne]);
  expect(JSON.stringify([...(await connection.db.execute(sql`select encode(family, 'escape') as family from conventions.representatives`))])).not.toMatch(/Mazaud|0639/);
});

it("forgets it with the student, and writes nothing of someone who was erased", async () => {
  await listed([anne]);
  await hear("StudentErased", { studentId: student.id, personIds: [anne.personId] });
  await listed([anne]);
  await listed([anne], newId("student"));
  expect((await findRepresentativesOf(connection.db, [student.id])).size).toBe(0);
  expect([...(await connection.db.execute(sql`select 1 from conventions.representatives`))]).toEqual([]);
});
