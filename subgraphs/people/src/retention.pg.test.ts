import { connectSql, type Sql } from "@stages/database/connection.ts";
import type { Subgraph } from "@stages/subgraph/create-subgraph.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { expectPurged } from "@stages/testing/expect-purged.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOW as LOADED, world } from "./fixtures.ts";
import { createPeopleSubgraph } from "./subgraph.ts";

/** The campaign of 2026 ended on 26 June 2026: a year and a day later, and what the days of the others are counted from. */
const LAST_DAY_KEPT = Temporal.Instant.from("2027-06-26T21:59:59Z");
const NEXT_DAY = Temporal.Instant.from("2027-06-26T22:00:00Z");

const create = (databaseUrl: string, now: Temporal.Instant) => createPeopleSubgraph({ databaseUrl, clock: () => now, onFailure: (error) => console.error(error) });

let database: TestDatabase;
let sql: Sql;
const opened: Subgraph[] = [];
const at = (now: Temporal.Instant) => {
  const subgraph = create(database.url, now);
  opened.push(subgraph);
  return subgraph;
};

beforeEach(async () => {
  database = await freshDatabase("people_with_the_world", async (url) => {
    const loading = create(url, LOADED);
    await loading.migrate();
    await loading.loadDemonstration(world);
    await loading.stop();
  });
  sql = connectSql({ url: database.url, name: "test", max: 1 });
  // Beside those of 2024, a third of the students were of the campaign before; one of them repeats the year.
  await sql.unsafe(`
    insert into people.campaigns select '2026', jsonb_set(jsonb_set(campaign, '{weeks,2,lastDay}', '"2026-06-26"'), '{id}', '"2026"') from people.campaigns where id = '2027';
    create temporary table old as
      select id from (select id, row_number() over (order by id) as rank from people.students where campaign_id = '2027') s where rank % 3 = 0;
    update people.students set campaign_id = '2026' where id in (select id from old);
    insert into people.national_identifiers (hmac, person_id) select encode(sha256(person_id::text::bytea), 'hex'), person_id from people.students;
    insert into people.students (id, person_id, campaign_id, school_uai, academy, class_name, private)
      select gen_random_uuid(), s.person_id, '2027', s.school_uai, s.academy, s.class_name, s.private from people.students s where id = (select min(id::text)::uuid from old);
    insert into people.referent_teachers (student_id, teacher_id, assigned_at, assigned_by)
      select id, (select min(person_id::text)::uuid from people.staff), '2026-05-01', (select min(person_id::text)::uuid from people.staff) from people.students;
    insert into people.student_tutors (student_id, tutor) select id, 'tuteur' from people.students on conflict do nothing;
    insert into people.corrected_emails (person_id, student_id, former, corrected, at, by_person_id, by_role)
      select person_id, student_id, 'a', 'b', '2026-06-26 21:59:59+00', person_id, 'SCHOOL_HEAD' from people.legal_representatives
      where student_id not in (select id from old) limit 3;
    insert into people.corrected_emails (person_id, student_id, former, corrected, at, by_person_id, by_role)
      select person_id, student_id, 'a', 'b', '2026-06-26 22:00:00+00', person_id, 'SCHOOL_HEAD' from people.legal_representatives;
    insert into people.exam_duties (person_id, day) select (select min(person_id::text)::uuid from people.staff), day::date from generate_series('2027-03-20'::date, '2027-04-10', '1 day') day;
    insert into people.invitations (person_id, school_uai, function, email_index, invited_at, invited_by, claimed_at)
      select person_id, school_uai, function, md5(person_id::text || rank), invited_at::timestamptz, person_id, claimed_at::timestamptz from (select * from people.staff limit 2) s, (values
        (1, '2027-03-27 21:59:59+00', null), (2, '2027-03-29 22:00:00+00', null), (3, '2025-01-01', '2026-06-26 21:00:00+00'), (4, '2025-01-01', '2026-06-27 00:00:00+02')) as i (rank, invited_at, claimed_at);
    insert into people.access_records (request_id, student_id, reader_id, reader_role, at, coordinates, categories)
      select moment::text, gen_random_uuid(), gen_random_uuid(), 'SCHOOL_HEAD', moment, '{Student.home}', '{HOME}' from (values ('2026-06-26 21:59:59+00'::timestamptz), ('2026-06-26 22:00:00+00')) as r (moment);
    insert into people.sign_ins (person_id, issuer, match, at)
      select gen_random_uuid(), 'educonnect', 'INE', moment from (values ('2026-06-26 21:59:59+00'::timestamptz), ('2026-06-26 22:00:00+00')) as r (moment);
    insert into people.territory_invitations (email_index, role, invited_at, claimed_at)
      select md5(rank::text), 'MINISTRY', invited_at::timestamptz, claimed_at::timestamptz from (values
        (1, '2027-03-27 21:59:59+00', null), (2, '2027-03-29 22:00:00+00', null), (3, '2025-01-01', '2026-06-26 21:00:00+00'), (4, '2025-01-01', '2026-06-27 00:00:00+02')) as i (rank, invited_at, claimed_at);
    insert into people.personal_links (id, purpose, convention_id, student_id, school_uai, host_id, person_id, token_hash, created_at, expires_at)
      select gen_random_uuid(), 'SIGN_CONVENTION', gen_random_uuid(), id, school_uai, gen_random_uuid(), person_id, id::text, '2025-01-01', '2025-01-04' from people.students;
    insert into people.outgoing_mails (recipient_id, written_at, expires_at, failures, sent_at)
      select gen_random_uuid(), moment, moment, 0, moment from (values ('2027-05-27 21:59:59+00'::timestamptz), ('2027-05-27 22:00:00+00')) as m (moment);
    insert into people.link_requests (address_index, address, requested_at, answered_at)
      select md5(moment::text), 'a', moment, moment from (values ('2027-06-25 21:59:59+00'::timestamptz), ('2027-06-25 22:00:00+00')) as r (moment);
    insert into people.notifications (id, person_id, role, kind, event_id, student_id, details, created_at)
      select gen_random_uuid(), person_id, 'STUDENT', 'CONVENTION_SIGNED', gen_random_uuid(), id, '\\x00'::bytea, '2027-06-01' from people.students;
    insert into people.notifications (id, person_id, role, kind, event_id, student_id, details, created_at)
      select gen_random_uuid(), gen_random_uuid(), 'SCHOOL_HEAD', 'CONVENTION_SIGNED', gen_random_uuid(), (select max(id::text)::uuid from people.students where campaign_id = '2027'), '\\x00'::bytea, moment
      from (values ('2026-06-26 21:59:59+00'::timestamptz), ('2026-06-26 22:00:00+00')) as n (moment);
    insert into people.deliveries (id, notification_id, person_id, channel, due_at) select gen_random_uuid(), id, person_id, 'MAIL', created_at from people.notifications;
    insert into people.notification_preferences select person_id, 'ABSENCE', 'MAIL', true, now() from people.students group by 1;
    insert into people.push_subscriptions select gen_random_uuid(), person_id, person_id::text, '\\x00'::bytea, now() from people.students group by person_id;
    insert into people.inbox (event_id, handled_at) select gen_random_uuid(), moment from generate_series('2027-04-20 12:00+00'::timestamptz, '2027-05-05 12:00+00', '1 day') moment;`);
});

afterEach(async () => {
  for (const subgraph of opened.splice(0)) await subgraph.stop();
  await sql.end();
  await database.drop();
});

const ofOld = (column: string) => `t.${column} in (select id from people.students where campaign_id <> '2027')`;
const GONE_PERSONS = `(
  exists (select from people.students s where s.person_id = %id and s.campaign_id <> '2027')
  or exists (select from people.legal_representatives r join people.students s on s.id = r.student_id where r.person_id = %id and s.campaign_id <> '2027')
) and not exists (select from people.students s where s.person_id = %id and s.campaign_id = '2027')
  and not exists (select from people.legal_representatives r join people.students s on s.id = r.student_id where r.person_id = %id and s.campaign_id = '2027')
  and not exists (select from people.grants g where g.person_id = %id and (g.student_id is null or g.student_id in (select id from people.students where campaign_id = '2027')))
  and not exists (select from people.staff p where p.person_id = %id)`;
const gonePersons = (column: string) => GONE_PERSONS.replaceAll("%id", `t.${column}`);

describe("people, a year and a day after a campaign", () => {
  it("lose its students, what hangs on them, and those whom nothing else ties; and nothing else", async () => {
    await expectPurged({
      url: database.url,
      schema: "people",
      replicas: [at(NEXT_DAY).purge, at(NEXT_DAY).purge],
      gone: {
        students: "t.campaign_id <> '2027'",
        legal_representatives: ofOld("student_id"),
        grants: ofOld("student_id"),
        referent_teachers: ofOld("student_id"),
        student_hosts: ofOld("student_id"),
        student_tutors: ofOld("student_id"),
        conventions: ofOld("student_id"),
        personal_links: ofOld("student_id"),
        outgoing_mails: "t.written_at < '2027-05-27 22:00:00+00'",
        link_requests: "t.requested_at < '2027-06-25 22:00:00+00'",
        persons: gonePersons("id"),
        national_identifiers: gonePersons("person_id"),
        corrected_emails: `${ofOld("student_id")} or t.at = '2026-06-26 21:59:59+00'`,
        invitations: "t.claimed_at is null and t.invited_at < '2027-03-28 22:00:00+00' or t.claimed_at < '2026-06-26 22:00:00+00'",
        territory_invitations: "t.claimed_at is null and t.invited_at < '2027-03-28 22:00:00+00' or t.claimed_at < '2026-06-26 22:00:00+00'",
        access_records: "t.at < '2026-06-26 22:00:00+00'",
        sign_ins: "t.at < '2026-06-26 22:00:00+00'",
        notifications: `${ofOld("student_id")} or t.created_at < '2026-06-26 22:00:00+00'`,
        deliveries: `t.notification_id in (select t.id from people.notifications t where ${ofOld("student_id")} or t.created_at < '2026-06-26 22:00:00+00')`,
        notification_preferences: gonePersons("person_id"),
        push_subscriptions: gonePersons("person_id"),
        exam_duties: "t.day < '2027-03-29'",
        inbox: "t.handled_at < '2027-04-27 22:00:00+00'",
      },
    });
  });

  it("keep every student of that campaign through the last day, and none of 2024", async () => {
    await at(LAST_DAY_KEPT).purge();
    expect(await sql`select campaign_id, count(*)::int as students from people.students group by 1 order by 1`).toEqual([
      { campaign_id: "2026", students: (await sql`select from old`).length },
      { campaign_id: "2027", students: expect.any(Number) },
    ]);
  });

  it("end as they would have, when a purge is stopped in between", async () => {
    const stopped = at(NEXT_DAY).purge({ onProgress: () => { throw new Error("stopped"); } });
    await expect(stopped).rejects.toThrow("stopped");
    const orphans = await sql`select from people.legal_representatives r where not exists (select from people.students s where s.id = r.student_id)`;
    expect(orphans).toHaveLength(0);
    await at(NEXT_DAY).purge();
    expect(await at(NEXT_DAY).purge()).toEqual([]);
  });

  it("are purged by the sweep of a running subgraph", async () => {
    await at(NEXT_DAY).start();
    await expect.poll(async () => (await sql`select from people.students where campaign_id <> '2027'`).length, { timeout: 30_000 }).toBe(0);
  });
});
