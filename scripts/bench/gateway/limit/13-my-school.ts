import { statusOn } from "@stages/conventions/domain/status-on.ts";
import type { Status } from "@stages/conventions/domain/lifecycle.ts";
import type { Period } from "@stages/kernel/period.ts";
import { mainPostOf, type StaffMember } from "@stages/people/domain/staff-member.ts";
import { as, type Asking, identityOf } from "./limit.ts";

interface ConventionJson {
  readonly status: Status;
  readonly period: Period;
  readonly campaignId: string;
}

export const mySchool = as("SCHOOL_HEAD", async (asking) => ({ viewer: { schools: await Promise.all(asking.actor.schoolUais.map((uai) => schoolOf(asking, uai))) } }));

async function schoolOf({ sql, now, campaigns }: Asking<"SCHOOL_HEAD">, uai: string) {
  const [[school], students, staff] = await Promise.all([
    sql`select uai, name from people.schools where uai = ${uai}`,
    sql`
      select s.person_id, p.identity, s.class_name,
        (select json_agg(json_build_object('status', c.status, 'period', c.period, 'campaignId', c.campaign_id) order by c.id) from conventions.conventions c where c.student_id = s.id) as conventions
      from people.students s join people.persons p on p.id = s.person_id
      where s.school_uai = ${uai} and s.campaign_id = (select max(campaign_id) from people.students) order by s.class_name, s.id limit 5`,
    sql`
      select p.id, p.identity, json_agg(json_build_object('function', t.function, 'title', t.title)) as posts from people.staff t join people.persons p on p.id = t.person_id
      where t.person_id in (select w.person_id from people.staff w where w.school_uai = ${uai}) group by p.id order by p.id`,
  ]);
  const statusOf = ({ status, period, campaignId }: ConventionJson) => statusOn({ status, period }, campaigns.find(({ id }) => id === campaignId)!, now);
  return {
    uai: school!["uai"],
    name: school!["name"],
    students: {
      edges: students.map((row) => {
        const { firstName, lastName } = identityOf(row["person_id"], row["identity"]);
        const conventions = ((row["conventions"] ?? []) as ConventionJson[]).map((one) => ({ status: statusOf(one), period: one.period }));
        return { node: { firstName, lastName, className: row["class_name"], conventions } };
      }),
    },
    staff: staff.map((row) => {
      const { firstName, lastName } = identityOf(row["id"], row["identity"]);
      return { firstName, lastName, title: mainPostOf(row as unknown as StaffMember).title };
    }),
  };
}
