import { civilDateOf, isMinorOn } from "@stages/kernel/civil-time.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { academyByCode } from "@stages/reference/academies.ts";
import { as, identityOf, opened } from "./limit.ts";

export const whoAmI = as("STUDENT", async ({ sql, actor, now }) => {
  const [row] = await sql`
    select p.id as person_id, p.identity, s.private, s.class_name, c.name, c.commune_name, c.academy
    from people.students s join people.persons p on p.id = s.person_id join people.schools c on c.uai = s.school_uai where s.id = ${uuidOf(actor.studentId)}`;
  const { firstName, lastName } = identityOf(row!["person_id"], row!["identity"]);
  const { birthDate } = opened<{ birthDate: string }>("people.students", "private", actor.studentId, row!["private"]);
  return {
    viewer: {
      role: actor.role,
      displayName: `${firstName} ${lastName}`,
      student: {
        firstName,
        className: row!["class_name"],
        isMinor: isMinorOn(Temporal.PlainDate.from(birthDate), civilDateOf(now)),
        school: { name: row!["name"], communeName: row!["commune_name"], academy: { name: academyByCode(row!["academy"])!.name } },
      },
    },
  };
});
