import { compiled } from "@stages/database/compiled.ts";
import type { Reader } from "@stages/database/connection.ts";
import { idFromUuid, type PersonId, type PushSubscriptionId } from "@stages/kernel/ids.ts";
import { type NotificationKind, ruleOf, type ToldRole } from "@stages/kernel/notification-kind.ts";
import { receivesSms } from "@stages/kernel/phone.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { ROLE_OF_FUNCTION } from "../domain/appointment.ts";
import type { Preference, Reach } from "../domain/delivery.ts";
import type { Named, Subject } from "../domain/notification.ts";
import { notificationPreferences, pushSubscriptions } from "./notification-tables.ts";
import { identityOf } from "./person-rows.ts";
import { grants, legalRepresentatives, persons, staff } from "./tables.ts";

/** Who is told, as whom, and how they can be reached. */
export interface ToldPerson extends Reach<PushSubscriptionId> {
  readonly personId: PersonId;
  readonly role: ToldRole;
  /** Whoever has none acts by personal links. */
  readonly hasAccount: boolean;
  readonly preferences: readonly Preference[];
}

export interface Asked {
  readonly kind: NotificationKind;
  readonly roles: readonly ToldRole[];
  readonly subject: Subject;
  readonly named: Named;
  /** Of the representatives, those who may sign. */
  readonly toSign?: boolean;
}

const FUNCTION_OF = { SCHOOL_HEAD: "SCHOOL_HEAD", REFERENT_TEACHER: "TEACHER", EDUCATION_ADVISER: "EDUCATION_ADVISER" } as const satisfies { [F in ToldRole]?: keyof typeof ROLE_OF_FUNCTION };

/** Whoever has one of these roles there, each once and as the first of them; with all that is needed to write to them. One statement, whatever their number. */
export async function findTold(db: Reader, asked: Asked): Promise<readonly ToldPerson[]> {
  const { kind, roles, subject: { studentId, hostId, schoolUai }, named: { assignedTo, referentTeacherId, tutorEmail }, toSign } = asked;
  const shape = `${kind} ${roles.join()} ${[toSign, hostId, schoolUai, assignedTo, referentTeacherId, tutorEmail].map(Boolean).join()}`;
  let read = reading.get(shape);
  if (read === undefined) reading.set(shape, (read = readingOf(asked)));
  if (read === null) return [];
  const tutor = tutorEmail ? emailIndex(tutorEmail.toLowerCase()) : null;
  const rows = await read(db, { studentId, hostId, schoolUai, assignedTo, referentTeacherId, tutor });
  return [...Map.groupBy(rows, (row) => row.personId).values()].map(([row]) => {
    const { email, phone } = identityOf({ id: row!.personId, identity: row!.identity });
    return {
      personId: row!.personId,
      role: row!.role,
      hasAccount: row!.subject !== null,
      hasAddress: email !== "",
      receivesSms: receivesSms(phone),
      browsers: row!.browsers.map((uuid) => idFromUuid("push", uuid)),
      preferences: row!.wishes.map(([of, isWanted]) => ({ kind: asked.kind, channel: of, wanted: isWanted })),
    };
  });
}

/** By what of an event is there, and not what it is: as many texts as kinds of news have shapes, each made once. */
const reading = new Map<string, ReturnType<typeof readingOf>>();

/** Null where nobody is to be looked for. */
function readingOf(asked: Asked) {
  const arms = asked.roles.flatMap((role, rank) => peopleIn(asked, role).map((people) => sql`select person_id, ${role}::text as role, ${rank}::int as rank from (${people}) as of_role(person_id)`));
  if (arms.length === 0) return null;
  const { id, subject, identity } = persons;
  const { personId, kind, channel, wanted } = notificationPreferences;
  return compiled((db) =>
    db
      .select({
        personId: id,
        role: sql<ToldRole>`told.role`,
        subject,
        identity,
        wishes: sql<[Preference["channel"], boolean][]>`(select coalesce(json_agg(json_build_array(${channel}, ${wanted})), '[]') from ${notificationPreferences} where ${personId} = ${id} and ${kind} = ${asked.kind})`,
        browsers: sql<string[]>`(select coalesce(json_agg(${pushSubscriptions.id}), '[]') from ${pushSubscriptions} where ${pushSubscriptions.personId} = ${id})`,
      })
      .from(sql`(${sql.join(arms, sql` union all `)}) as told`)
      .innerJoin(persons, sql`${id} = told.person_id`)
      .orderBy(sql`told.rank`, id),
  );
}

/** Each by an index of its own. What has to reach the school reaches those too whose post waits for them to sign in. */
function peopleIn({ kind, subject: { hostId, schoolUai }, named, toSign }: Asked, role: ToldRole): readonly SQL[] {
  const granted = (where: SQL) => sql`select ${grants.personId} from ${grants} where ${grants.role} = ${role} and ${where}`;
  switch (role) {
    case "HOST_MANAGER": {
      if (!hostId) return [];
      const host = given("hostId", grants.hostId);
      const managers = sql`${grants.hostId} = ${host}`;
      if (!named.assignedTo) return [granted(managers)];
      // Who was given it and manages the host no more does not answer for it: any of the others does.
      const theirs = given("assignedTo", grants.personId);
      return [granted(sql`${managers} and (${grants.personId} = ${theirs} or not exists (select from ${grants} g where g.person_id = ${theirs} and g.role = 'HOST_MANAGER' and g.host_id = ${host}))`)];
    }
    case "SCHOOL_HEAD":
    case "EDUCATION_ADVISER":
    case "REFERENT_TEACHER": {
      if (!schoolUai || (role === "REFERENT_TEACHER" && !named.referentTeacherId)) return [];
      const only = (person: PgColumn) => (role === "REFERENT_TEACHER" ? sql` and ${person} = ${given("referentTeacherId", person)}` : sql``);
      const atSchool = granted(sql`${grants.schoolUai} = ${given("schoolUai", grants.schoolUai)} and ${grants.studentId} is null${only(grants.personId)}`);
      if (!ruleOf(kind).mustReach) return [atSchool];
      return [atSchool, sql`select ${staff.personId} from ${staff} where ${staff.schoolUai} = ${given("schoolUai", staff.schoolUai)} and ${staff.function} = ${FUNCTION_OF[role]}${only(staff.personId)}`];
    }
    case "STUDENT":
      return [granted(ofStudent(grants.studentId))];
    case "LEGAL_REPRESENTATIVE": {
      if (!toSign) return [granted(ofStudent(grants.studentId))];
      const { personId, maySign } = legalRepresentatives;
      return [sql`select ${personId} from ${legalRepresentatives} where ${ofStudent(legalRepresentatives.studentId)} and ${maySign}`];
    }
    case "TUTOR":
      if (!named.tutorEmail) return [];
      return [granted(sql`${grants.personId} in (select ${persons.id} from ${persons} where ${persons.emailIndex} = ${given("tutor", persons.emailIndex)})`)];
  }
}

const given = (name: string, column: PgColumn) => sql`${sql.param(sql.placeholder(name), column)}`;
const ofStudent = (column: PgColumn) => sql`${column} = ${given("studentId", column)}`;
