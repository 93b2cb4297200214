import { inGender } from "@stages/demonstration/names.ts";
import { staffRow } from "@stages/conventions/persistence/rows.ts";
import { sealedPerson } from "@stages/people/persistence/person-rows.ts";
import { adviserAccount, headAccount, subjectOf, teacherAccount } from "./accounts.ts";
import type { Seconds } from "./calendar.ts";
import type { Copies } from "./copies.ts";
import { type Ids, typeIdOf } from "./ids.ts";
import { fullName, type People } from "./persons.ts";
import type { NationalSchool } from "./schools.ts";
import { bytea } from "./seals.ts";
import type { Table } from "./tables.ts";

const POSTS = {
  SCHOOL_HEAD: { function: "SCHOOL_HEAD", role: "SCHOOL_HEAD", title: "Proviseur|Proviseure" },
  EDUCATION_ADVISER: { function: "EDUCATION_ADVISER", role: "EDUCATION_ADVISER", title: "Conseiller principal d'éducation|Conseillère principale d'éducation" },
  TEACHER: { function: "TEACHER", role: "REFERENT_TEACHER", title: "Professeur|Professeure" },
} as const;

/** Someone who works at a school. */
export interface Member {
  readonly id: string;
  readonly post: keyof typeof POSTS;
  readonly account: string;
  readonly contact: ReturnType<People["staff"]>;
  readonly name: string;
}

export interface SchoolStaff {
  readonly head: Member;
  readonly adviser: Member;
  readonly teachers: readonly Member[];
}

/** How many students a teacher follows at most. */
const FOLLOWED = 25;

/** A head, a CPE, and as many teachers as it takes to follow every student. */
export function staffOf(school: NationalSchool, people: People, ids: Ids, since: Seconds): SchoolStaff {
  let rank = 0;
  const appoint = (post: Member["post"], account: string): Member => {
    const contact = people.staff(school, rank++);
    return { id: ids.next("person", since), post, account, contact, name: fullName(contact) };
  };
  return {
    head: appoint("SCHOOL_HEAD", headAccount(school.uai)),
    adviser: appoint("EDUCATION_ADVISER", adviserAccount(school.uai)),
    teachers: Array.from({ length: Math.max(1, Math.ceil(school.students / FOLLOWED)) }, (_, index) => appoint("TEACHER", teacherAccount(school.uai, index + 1))),
  };
}

export function copyStaff(copies: Copies<Table>, { uai }: NationalSchool, { head, adviser, teachers }: SchoolStaff): void {
  for (const { id: uuid, post, account, name, contact: { female, firstName, lastName, email, phone } } of [head, adviser, ...teachers]) {
    const personId = typeIdOf("person", uuid);
    const subject = subjectOf(account);
    const { function: held, role, title } = POSTS[post];
    const { identity, emailIndex } = sealedPerson({ id: personId, subject, firstName, lastName, email, phone });
    copies.add("people.persons", uuid, subject, bytea(identity), emailIndex);
    copies.add("people.grants", uuid, role, uai, null, null);
    copies.add("people.staff", uuid, uai, held, inGender(title, female));
    copies.add("conventions.staff", uuid, uai, role, bytea(staffRow({ personId, schoolUai: uai, role, name, email, phone }).contact));
  }
}
