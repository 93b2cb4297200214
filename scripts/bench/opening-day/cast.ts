import type { Sql } from "@stages/database/connection.ts";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { idFromUuid, type OfferId } from "@stages/kernel/ids.ts";
import type { Player } from "./play.ts";

export interface Cast {
  readonly students: readonly Player[];
  readonly hosts: Readonly<Record<string, string>>;
  readonly heads: readonly string[];
  /** Near the students' schools, the nearest first: what their followers follow. */
  readonly offers: readonly OfferId[];
  readonly schools: number;
}

/** Of one school, so that its students want the same places. */
const MOST_OF_A_SCHOOL = 60;
const HEADS = 40;
const OFFERS_A_SCHOOL = 10;
/** Beyond it nobody answers: few look so far. */
const AROUND_METRES = 35_000;
const SUBJECT = "persona|";

/** As many students of schools drawn by lot as are wanted, their schools' heads, and the hosts around, each with a token. */
export async function assemble(sql: Sql, dataDir: string, campaignId: string, count: number, progress: (step: string) => void): Promise<Cast> {
  await sql`
    create temporary table cast_students as
    select id, person_id, school_uai from (
      select s.id, s.person_id, s.school_uai, row_number() over (partition by s.school_uai order by s.id) as rank
      from people.students s join people.grants g on g.student_id = s.id and g.role = 'STUDENT'
      join people.persons p on p.id = s.person_id and p.subject is not null
      where s.campaign_id = ${campaignId} and not exists (select from candidatures.candidatures c where c.student_id = s.id)
    ) all_of_them
    where rank <= ${MOST_OF_A_SCHOOL} order by md5(school_uai), md5(id::text) limit ${count}`;
  await sql`create temporary table cast_schools as select distinct s.uai, s.commune_code, s.latitude, s.longitude from cast_students c join people.schools s on s.uai = c.school_uai`;
  await sql`create index on cast_schools (uai)`;
  // Those for whom a student may apply: within what "near home" looks at, and somewhat more.
  await sql`
    create temporary table cast_hosts as
    select distinct on (o.host_id) o.host_id, m.person_id
    from cast_schools s join offers.offers o on o.point operator(public.<@) public.earth_box(public.ll_to_earth(s.latitude, s.longitude), ${AROUND_METRES}) and o.status = 'PUBLISHED' and o.campaign_id = ${campaignId}
    join candidatures.host_managers m using (host_id)`;
  const students = await sql<{ id: string; subject: string; latitude: number; longitude: number }[]>`
    select c.id, p.subject, s.latitude, s.longitude from cast_students c join people.persons p on p.id = c.person_id join cast_schools s on s.uai = c.school_uai order by md5(c.id::text)`;
  const hosts = await sql<{ id: string; subject: string }[]>`select h.host_id as id, p.subject from cast_hosts h join people.persons p on p.id = h.person_id join people.grants g on g.person_id = p.id and g.host_id = h.host_id where p.subject is not null`;
  const heads = await sql<{ subject: string }[]>`
    select distinct p.subject from cast_schools s join people.grants g on g.school_uai = s.uai and g.role = 'SCHOOL_HEAD' join people.persons p on p.id = g.person_id where p.subject is not null order by 1 limit ${HEADS}`;
  const offers = await sql<{ id: string }[]>`
    select distinct near.id from cast_schools s cross join lateral (
      select o.id from offers.offers o where o.status = 'PUBLISHED' and o.mode = 'INDIVIDUAL' and o.campaign_id = ${campaignId} and o.reserved_school_uais = '{}'
      order by o.point operator(public.<->) public.ll_to_earth(s.latitude, s.longitude) limit ${OFFERS_A_SCHOOL}) near`;
  const [schools] = await sql<{ count: number }[]>`select count(*)::int as count from cast_schools`;
  await sql`drop table cast_students, cast_schools, cast_hosts`;

  progress(`Jetons de ${students.length} élèves et ${hosts.length} structures`);
  const issuer = await openDevelopmentIssuer(dataDir);
  const tokenOf = (subject: string) => issuer.issue({ name: subject.slice(SUBJECT.length) });
  return {
    students: await Promise.all(students.map(async ({ id, subject, latitude, longitude }) => ({ token: await tokenOf(subject), studentId: idFromUuid("student", id), around: { latitude, longitude } }))),
    hosts: Object.fromEntries(await Promise.all(hosts.map(async ({ id, subject }) => [idFromUuid("host", id), await tokenOf(subject)] as const))),
    heads: await Promise.all(heads.map(({ subject }) => tokenOf(subject))),
    offers: offers.map(({ id }) => idFromUuid("offer", id) as OfferId),
    schools: schools!.count,
  };
}
