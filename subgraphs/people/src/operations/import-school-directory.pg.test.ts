import { createReadStream, existsSync } from "node:fs";
import { connect, type Connection, type Write, writer } from "@stages/database/connection.ts";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { createPeopleSubgraph } from "../subgraph.ts";
import { importSchoolDirectory } from "./import-school-directory.ts";

const FILE = new URL("../../../../../shared/data/annuaire-education-lycees.csv", import.meta.url);
const present = existsSync(FILE);
const NOW = Temporal.Instant.from("2026-09-01T08:00:00Z");

let database: TestDatabase;
let connection: Connection;
let write: Write;

beforeEach(async () => {
  database = await freshDatabase("people", async (databaseUrl) => {
    const migrating = createPeopleSubgraph({ databaseUrl, clock: () => NOW, onFailure: () => {} });
    await migrating.migrate();
    await migrating.stop();
  });
  connection = connect({ url: database.url, name: "test" });
  write = writer(connection.db, () => {});
});

afterEach(async () => {
  await connection.close();
  await database.drop();
});

async function toldSchools(): Promise<string[]> {
  const rows = await connection.db.execute<{ key: string }>(sql`delete from people.outbox where type = 'SchoolRegistered' returning key`);
  return rows.map(({ key }) => key).toSorted();
}
const stored = () => connection.db.execute<{ uai: string; name: string }>(sql`select * from people.schools order by uai`).then((rows) => [...rows]);

const COLUMNS = ["Identifiant_de_l_etablissement", "Nom_etablissement", "Statut_public_prive", "Adresse_1", "Code_postal", "Code_commune", "Code_departement", "Code_academie", "etat", "latitude", "longitude"];
const TULLE = ["0190032G", "Lycée Edmond-Perrier", "Public", "6 avenue Henri de Bournazel", "19000", "19272", "019", "22", "OUVERT", "45.27", "1.77"];
const BRIVE = ["0190010H", "Lycée Georges-Cabanis", "Public", "6 boulevard Henri-de-Jouvenel", "19100", "19031", "019", "22", "OUVERT", "", ""];
const csv = (...lines: readonly (readonly string[])[]) => [COLUMNS, ...lines].map((line) => line.join(";")).join("\n");
const renamed = TULLE.with(1, "Lycée Edmond Perrier de Tulle");

describe("the directory of schools", () => {
  it("is imported once: the same file again writes nothing and tells nothing", async () => {
    const file = csv(TULLE, BRIVE);
    expect(await importSchoolDirectory({ write, now: NOW }, file)).toMatchObject({ lines: 2, created: 2, updated: 0, unchanged: 0, sites: 0, refused: [] });
    expect(await toldSchools()).toEqual(["0190010H", "0190032G"]);
    const before = await stored();
    expect(await importSchoolDirectory({ write, now: NOW }, file)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect(await toldSchools()).toEqual([]);
    expect(await stored()).toEqual(before);
  });

  it("takes a changed name, and tells that school alone", async () => {
    await importSchoolDirectory({ write, now: NOW }, csv(TULLE, BRIVE));
    await toldSchools();
    expect(await importSchoolDirectory({ write, now: NOW }, csv(renamed, BRIVE))).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    expect(await toldSchools()).toEqual(["0190032G"]);
    expect((await stored()).find(({ uai }) => uai === "0190032G")?.name).toBe("Lycée Edmond Perrier de Tulle");
  });

  it("notices a place that comes, and one that goes", async () => {
    await importSchoolDirectory({ write, now: NOW }, csv(TULLE, BRIVE));
    const swapped = csv(TULLE.with(9, "").with(10, ""), BRIVE.with(9, "45.15").with(10, "1.53"));
    expect(await importSchoolDirectory({ write, now: NOW }, swapped)).toMatchObject({ updated: 2 });
    expect(await stored()).toMatchObject([{ uai: "0190010H", latitude: 45.15, longitude: 1.53 }, { uai: "0190032G", latitude: null, longitude: null }]);
  });

  it("keeps a school that is not in the file: closing one is a decision, not a missing line", async () => {
    await importSchoolDirectory({ write, now: NOW }, csv(TULLE, BRIVE));
    expect(await importSchoolDirectory({ write, now: NOW }, csv(BRIVE))).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    expect(await stored()).toHaveLength(2);
  });

  it("names each refused line with its reason, and takes the others", async () => {
    const report = await importSchoolDirectory({ write, now: NOW }, csv(TULLE.with(0, "0190032X"), BRIVE, TULLE.with(8, "FERME")));
    expect(report).toMatchObject({
      lines: 3,
      created: 1,
      refused: [{ line: 2, identifier: "0190032X", reason: "INVALID_UAI" }, { line: 4, identifier: "0190032G", reason: "NOT_OPEN" }],
    });
  });

  it("is imported whole or not at all", async () => {
    const interrupted = importSchoolDirectory({ write, now: NOW }, csv(TULLE, BRIVE), () => {
      throw new Error("the power went");
    });
    await expect(interrupted).rejects.toThrow("the power went");
    expect(await stored()).toEqual([]);
    expect(await toldSchools()).toEqual([]);
  });

  it("imported by two at the same time is created once", async () => {
    const both = await Promise.all([csv(TULLE, BRIVE), csv(BRIVE, TULLE)].map((file) => importSchoolDirectory({ write, now: NOW }, file)));
    expect(both.map(({ created }) => created).toSorted()).toEqual([0, 2]);
    expect(await toldSchools()).toEqual(["0190010H", "0190032G"]);
  });

  it("looked up first and inserted after, as a naive import would, fails when another does the same", async () => {
    let looking = 2;
    const bothHaveLooked = Promise.withResolvers<void>();
    const naive = () =>
      write(async (tx) => {
        const known = await tx.execute(sql`select from people.schools where uai = '0190032G'`);
        if (--looking === 0) bothHaveLooked.resolve();
        await bothHaveLooked.promise;
        if (known.length > 0) return;
        await tx.execute(sql`
          insert into people.schools (uai, name, sector, address_line, postcode, commune_code, commune_name, academy, department_code, search_text)
          values ('0190032G', 'Lycée Edmond-Perrier', 'PUBLIC', '', '19000', '19272', 'Tulle', '22', '19', '')`);
      });
    const outcomes = await Promise.allSettled([naive(), naive()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("the ministry's directory of March 2024, all of it", () => {
  it.skipIf(present)("is skipped: ../shared/data/annuaire-education-lycees.csv is not here", () => {});

  it.runIf(present)("is imported to the last of its 5 704 lines, and a second import changes nothing", async () => {
    const steps: number[] = [];
    const first = await importSchoolDirectory({ write, now: NOW }, createReadStream(FILE), (registered) => steps.push(registered));
    expect(first.lines).toBe(5_704);
    expect(first.created + first.updated + first.unchanged + first.sites + first.refused.length).toBe(first.lines);
    expect(first).toMatchObject({ created: 5_664, updated: 0, unchanged: 0, sites: 39, refused: [{ line: 1740, identifier: "0721328C", reason: "UNKNOWN_COMMUNE" }] });
    expect(steps.at(-1)).toBe(5_664);
    const before = await stored();
    expect(before).toHaveLength(5_664);
    expect(await toldSchools()).toHaveLength(5_664);

    const second = await importSchoolDirectory({ write, now: NOW }, createReadStream(FILE));
    expect(second).toEqual({ ...first, created: 0, unchanged: 5_664 });
    expect(await toldSchools()).toEqual([]);
    expect(await stored()).toEqual(before);

    await connection.db.execute(sql`update people.schools set name = 'Ancien nom' where uai = '0932030B'`);
    const third = await importSchoolDirectory({ write, now: NOW }, createReadStream(FILE));
    expect(third).toMatchObject({ created: 0, updated: 1, unchanged: 5_663 });
    expect(await toldSchools()).toEqual(["0932030B"]);
    expect(await stored()).toEqual(before);
  });
});
