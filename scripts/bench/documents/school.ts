import { complete } from "@stages/conventions/domain/complete.ts";
import { open } from "@stages/conventions/domain/convention.ts";
import { aHostPart, aWeek } from "@stages/conventions/domain/fixtures.ts";
import { insertConvention } from "@stages/conventions/persistence/conventions.ts";
import { mirrorStudent } from "@stages/conventions/persistence/mirror.ts";
import { connect } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { firstDayOf } from "@stages/kernel/campaign.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { type ConventionId, newId, type StudentId } from "@stages/kernel/ids.ts";

/** The school of the persona who directs one, in the campaign of its conventions. */
export type BenchSchool = ReturnType<typeof benchSchool>;

export function benchSchool() {
  const world = demonstrationWorld({ today: civilDateOf(systemClock()) });
  const headId = world.personas["school-head"];
  const { schoolUai } = world.staff.find(({ personId }) => personId === headId)!;
  // Whom the demonstration has follow a student is free to follow one.
  const { school, campaignId, academy, hostId } = world.conventions.findLast((convention) => convention.schoolUai === schoolUai && convention.school)!;
  const campaign = world.campaigns.find(({ id }) => id === campaignId)!;
  return { headId, schoolUai, academy, campaign, hostId, teacherId: school!.referentTeacherId };
}

export interface Filled {
  readonly id: ConventionId;
  readonly studentId: StudentId;
}

/** Conventions whose host has said all that it has to say, of students enrolled for it: what led to them is measured elsewhere. */
export async function fillConventions(databaseUrl: string, { schoolUai, academy, campaign, hostId }: BenchSchool, count: number): Promise<readonly Filled[]> {
  const now = systemClock();
  const { db, close } = connect({ url: databaseUrl, name: "bench", max: 1, role: roleOf("conventions", "PLATFORM") });
  const hostPart = aHostPart({ timetable: aWeek(firstDayOf(campaign, "WEEK_1").toString()) });
  const hostParty = { legalName: "Atelier Delmas", siret: "12345678901237", country: null, address: "2 rue des Tilleuls, 19000 Tulle" };
  const filled = Array.from({ length: count }, (): Filled => ({ id: newId("convention"), studentId: newId("student") }));
  try {
    await db.transaction(async (tx) => {
      for (const { id, studentId } of filled) {
        const birthDate = firstDayOf(campaign, "WEEK_1").subtract({ years: 15, months: 6 });
        await mirrorStudent(tx, { id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate, className: "2de 3", schoolUai, academy, campaignId: campaign.id });
        const opened = open({ id, origin: "SCHOOL", candidatureId: null, offerId: null, hostId, studentId, schoolUai, academy, campaignId: campaign.id, period: "WEEK_1", openedAt: now });
        await insertConvention(tx, complete({ ...opened, confirmedAt: now, hostParty }, hostPart, campaign.presenceRules.version), { actor: PLATFORM, now });
      }
    });
  } finally {
    await close();
  }
  return filled;
}
