import type { Actor } from "@stages/kernel/actor.ts";
import { type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { raw, type Statement, sql as statement } from "@stages/database/statement.ts";
import { and, arrayOverlaps, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { hostManagers, offers } from "./tables.ts";

const NONE = sql`false`;
const isPublished = eq(offers.status, "PUBLISHED");
const isForEveryone = sql`${offers.reservedSchoolUais} = '{}'`;

const isFor = (uais: readonly Uai[]) => (uais.length > 0 ? or(isForEveryone, arrayOverlaps(offers.reservedSchoolUais, [...uais])) : isForEveryone);
const isManagedBy = (personId: PersonId) =>
  sql`${offers.hostId} in (select ${hostManagers.hostId} from ${hostManagers} where ${hostManagers.personId} = ${sql.param(personId, hostManagers.personId)})`;
const isOpen = (campaignIds: readonly string[]) => (campaignIds.length > 0 ? inArray(offers.campaignId, [...campaignIds]) : NONE);

/**
 * The offers that lists show to an actor: within what the policy lets them see, those that are published, and reserved
 * ones to the schools named alone. `openCampaignIds`: the campaigns that are open to students.
 */
export function listedFor(actor: Actor, openCampaignIds: readonly string[]): SQL | undefined {
  switch (actor.role) {
    case "STUDENT":
      return and(isPublished, isOpen(openCampaignIds), isFor([actor.schoolUai]));
    case "LEGAL_REPRESENTATIVE":
      return and(isPublished, isOpen(openCampaignIds), isForEveryone);
    case "HOST_MANAGER":
      return or(and(isPublished, isForEveryone), isManagedBy(actor.personId));
    case "TUTOR":
      return and(isPublished, isForEveryone);
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return and(isPublished, isFor(actor.schoolUais));
    case "RECTORAT":
    case "MINISTRY":
      return undefined;
    case "ANONYMOUS":
    case "PLATFORM":
      return NONE;
  }
}

/** Of the published offers that are reserved to schools, those that lists show to an actor, once they show any. */
export interface ReservedFor {
  readonly which: Statement;
  /** A handful in the whole country, to be found by whose they are; otherwise by where. */
  readonly areFew: boolean;
}

/** Those reserved to one of these schools. */
export const isOfOneOf = (uais: readonly Uai[]): Statement => statement`offers.reserved_school_uais && ${`{${uais.join(",")}}`}::varchar[]`;

/** Null for none. */
export function reservedFor(actor: Actor): ReservedFor | null {
  switch (actor.role) {
    case "STUDENT":
      return { which: isOfOneOf([actor.schoolUai]), areFew: true };
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return actor.schoolUais.length > 0 ? { which: isOfOneOf(actor.schoolUais), areFew: true } : null;
    case "HOST_MANAGER":
      return { which: statement`offers.host_id in (select m.host_id from offers.host_managers m where m.person_id = ${uuidOf(actor.personId)}::uuid)`, areFew: true };
    case "RECTORAT":
    case "MINISTRY":
      return { which: raw("true"), areFew: false };
    case "LEGAL_REPRESENTATIVE":
    case "TUTOR":
    case "ANONYMOUS":
    case "PLATFORM":
      return null;
  }
}
