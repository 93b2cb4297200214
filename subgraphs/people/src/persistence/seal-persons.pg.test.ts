import { readdirSync, readFileSync } from "node:fs";
import { connectSql } from "@stages/database/connection.ts";
import { migrateBus } from "@stages/events/postgres-bus.ts";
import { freshDatabase } from "@stages/testing/database.ts";
import { expect, it } from "vitest";

const folder = new URL("./migrations/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".sql")).toSorted();
const sealing = files.findIndex((name) => name.endsWith("_seal-persons.sql"));
const statementsOf = (name: string) => readFileSync(new URL(name, folder), "utf8").split("--> statement-breakpoint");

it.each([
  ["persons", "insert into people.persons (id, first_name, last_name, email) values (gen_random_uuid(), 'Anne', 'Roche', 'anne@example.org')"],
  ["students", "insert into people.students (id, person_id, campaign_id, school_uai, academy, birth_date, class_name, home) values (gen_random_uuid(), gen_random_uuid(), '2027', '0190038U', '22', '2011-02-03', '2de 1', '{}')"],
  ["corrected_emails", "insert into people.corrected_emails (person_id, student_id, former, corrected, at, by_person_id, by_role) values (gen_random_uuid(), gen_random_uuid(), 'a@b.example', 'c@d.example', now(), gen_random_uuid(), 'SCHOOL_HEAD')"],
  ["invitations", "insert into people.invitations (person_id, school_uai, function, email, invited_at, invited_by) values (gen_random_uuid(), '0190038U', 'TEACHER', 'a@b.example', now(), gen_random_uuid())"],
  ["student_tutors", "insert into people.student_tutors (student_id, tutor_email) values (gen_random_uuid(), 'a@b.example')"],
])("%s that hold something in clear refuse to be sealed by SQL, and lose nothing", async (table, insertion) => {
  const database = await freshDatabase("people_in_clear", async (url) => {
    await migrateBus(url);
    const sql = connectSql({ url, name: "test", max: 1 });
    await sql`create schema people`;
    for (const statement of files.slice(0, sealing).flatMap(statementsOf)) await sql.unsafe(statement);
    await sql.end();
  });
  const sql = connectSql({ url: database.url, name: "test", max: 1 });
  const migrate = () =>
    sql.begin(async (tx) => {
      for (const statement of statementsOf(files[sealing]!)) await tx.unsafe(statement);
    });
  try {
    await sql.unsafe(insertion);
    const before = [...(await sql`select * from people.${sql(table)}`)];
    await expect(migrate()).rejects.toThrow("contains null values");
    expect([...(await sql`select * from people.${sql(table)}`)]).toEqual(before);
    await sql`delete from people.${sql(table)}`;
    await migrate();
  } finally {
    await sql.end();
    await database.drop();
  }
});
