import { inGender } from "@stages/demonstration/names.ts";
import { idFromUuid } from "@stages/kernel/ids.ts";
import { staffRow } from "@stages/conventions/persistence/rows.ts";
import { sealedPerson } from "@stages/people/persistence/person-rows.ts";
import { adviserAccount, headAccount, subjectOf, teacherAccount } from "./accounts.ts";
import type { Seconds } from "./calendar.ts";
import type { Copies } from "./copies.ts";
import type { Ids } from "./ids.ts";
import { fullName, type People } from "./persons.ts";
import type { NationalSchool } from "./schools.ts";
import { bytea } from "./seals.ts";
import type { Table } from "./tables.ts";

/** Someone who works at a school. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

export interface SchoolStaff {
  readonly head: Member;
  readonly adviser: Member;
  readonly teachers: readonly Member[];
}

/** How many students a teacher follows at most. */
const FOLLOWED = 25;

const POSTS = {
  SCHOOL_HEAD: { function: "SCHOOL_HEAD", role: "SCHOOL_HEAD", title: "Proviseur|Proviseure" },
  EDUCATION_ADVISER: { function: "EDUCATION_ADVISER", role: "EDUCATION_ADVISER", title: "Conseiller principal d'éducation|Conseillère principale d'éducation" },
  TEACHER: { function: "TEACHER", role: "REFERENT_TEACHER", title: "Professeur|Professeure" },
} as const;

/** A head, a CPE, and as many teachers as it takes to follow every student. */
export function copyStaff(copies: Copies<Table>, school: NationalSchool, people: People, ids: Ids, since: Seconds): SchoolStaff {
  let rank = 0;
  const appoint = (post: keyof typeof POSTS, account: string): Member => {
    const uuid = ids.next("person", since);
    const id = idFromUuid("person", uuid);
    const { female, ...contact } = people.staff(school, rank++);
    const { identity, emailIndex } = sealedPerson({ id, subject: subjectOf(account), ...contact });
    const { function: held, role, title } = POSTS[post];
    copies.add("people.persons", uuid, subjectOf(account), bytea(identity), emailIndex);
    copies.add("people.grants", uuid, role, school.uai, null, null);
    copies.add("people.staff", uuid, school.uai, held, inGender(title, female));
    const member = { name: fullName(contact), email: contact.email, phone: contact.phone };
    copies.add("conventions.staff", uuid, school.uai, role, bytea(staffRow({ personId: id, schoolUai: school.uai, role, ...member }).contact));
    return { id: uuid, ...member };
  };
  return {
    head: appoint("SCHOOL_HEAD", headAccount(school.uai)),
    adviser: appoint("EDUCATION_ADVISER", adviserAccount(school.uai)),
    teachers: Array.from({ length: Math.max(1, Math.ceil(school.students / FOLLOWED)) }, (_, index) => appoint("TEACHER", teacherAccount(school.uai, index + 1))),
  };
}
