import type { Transaction } from "@stages/database/connection.ts";
import { wasAccepted } from "@stages/demonstration/applying.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import type { Grant as WorldGrant, World, WorldCandidature, WorldConvention, WorldLegalRepresentative, WorldSchool, WorldStudent } from "@stages/demonstration/world-types.ts";
import type { PersonId } from "@stages/kernel/ids.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import type { Grant } from "../domain/grant.ts";
import { searchTextOf } from "../domain/school.ts";
import { sealedConvention } from "./link-rows.ts";
import { sealedPerson } from "./person-rows.ts";
import { sealedStudent } from "./student-rows.ts";
import * as tables from "./tables.ts";

/** Fills the tables with the synthetic world: its people, and what the others would have told of them. */
export async function loadDemonstration(tx: Transaction, world: World): Promise<void> {
  await insertAll(tx, tables.campaigns, world.campaigns.map((campaign) => ({ id: campaign.id, campaign: campaignFact(campaign) })));
  await insertAll(tx, tables.persons, world.persons.map(sealedPerson));
  await insertAll(tx, tables.grants, worldGrants(world).map(({ personId, grant }) => ({ personId, ...grant })));
  await insertAll(tx, tables.hosts, world.hosts.map(({ id, legalName }) => ({ id, legalName })));
  await insertAll(tx, tables.schools, world.schools.map(schoolRow));
  await insertAll(tx, tables.staff, world.staff);
  await insertAll(tx, tables.students, world.students.map(studentRow));
  await insertAll(tx, tables.legalRepresentatives, representativeRows(world.legalRepresentatives));
  await insertAll(tx, tables.studentHosts, hostTies(world.candidatures));
  await insertAll(tx, tables.studentTutors, tutorTies(world));
  // `conventions` loads the same families: nothing is left to tell of them.
  await insertAll(tx, tables.catchUps, [{ name: "representatives", doneAt: Temporal.Instant.fromEpochMilliseconds(0) }]);
  await insertAll(tx, tables.conventions, world.conventions.map(conventionRow));
}

export interface GrantOfPerson {
  readonly personId: PersonId;
  readonly grant: Grant;
}

export const worldGrants = ({ persons }: World): readonly GrantOfPerson[] => persons.flatMap(({ id: personId, grants }) => grants.flatMap(grantsOf).map((grant) => ({ personId, grant })));

/** The world tells a role with all its bounds; a grant is one of them. */
function grantsOf(grant: WorldGrant): readonly Grant[] {
  switch (grant.role) {
    case "STUDENT":
    case "MINISTRY":
      return [grant];
    case "LEGAL_REPRESENTATIVE":
      return grant.studentIds.map((studentId) => ({ role: grant.role, studentId }));
    case "HOST_MANAGER":
      return grant.hostIds.length === 0 ? [{ role: grant.role, hostId: null }] : grant.hostIds.map((hostId) => ({ role: grant.role, hostId }));
    case "TUTOR":
      return [{ role: grant.role }];
    case "SCHOOL_HEAD":
    case "REFERENT_TEACHER":
    case "EDUCATION_ADVISER":
      return grant.schoolUais.map((schoolUai) => ({ role: grant.role, schoolUai }));
    case "RECTORAT":
      return [...grant.academies.map((academy) => ({ role: grant.role, academy })), ...grant.departments.map((department) => ({ role: grant.role, department }))];
  }
}

function schoolRow(school: WorldSchool): typeof tables.schools.$inferInsert {
  const { uai, name, sector, addressLine, postcode, communeCode, communeName, latitude, longitude, academy, departmentCode } = school;
  const searchText = searchTextOf(school);
  return { uai, name, sector, addressLine, postcode, communeCode, communeName, latitude, longitude, academy, departmentCode, searchText };
}

function studentRow({ home, ...student }: WorldStudent): typeof tables.students.$inferInsert {
  const { addressLine, postcode, communeCode, communeName, latitude, longitude } = home;
  return sealedStudent({ ...student, home: { addressLine, postcode, communeCode, communeName, latitude, longitude } });
}

function representativeRows(told: readonly WorldLegalRepresentative[]) {
  return [...Map.groupBy(told, ({ studentId }) => studentId).values()].flatMap((family) =>
    family.map((one, index) => ({ ...one, contactOrder: index + 1, maySign: true })),
  );
}

function hostTies(candidatures: readonly WorldCandidature[]) {
  return [...Map.groupBy(candidatures, ({ studentId, hostId }) => `${studentId} ${hostId}`).values()].map((applied) => {
    const { studentId, hostId } = applied[0]!;
    return { studentId, hostId, disclosed: applied.some(wasAccepted) };
  });
}

function conventionRow({ id, studentId, schoolUai, hostId, status, host }: WorldConvention): typeof tables.conventions.$inferInsert {
  return sealedConvention({ id, studentId, schoolUai, hostId, status, tutorEmail: host?.tutor.email.toLowerCase() ?? null, representativeEmail: null });
}

function tutorTies({ conventions }: World) {
  const named = conventions.flatMap(({ studentId, host }) => (host ? [{ studentId, tutor: emailIndex(host.tutor.email) }] : []));
  return [...new Map(named.map((tie) => [`${tie.studentId} ${tie.tutor}`, tie])).values()];
}
