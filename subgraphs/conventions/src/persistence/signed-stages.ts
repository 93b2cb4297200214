import { connect } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type ConventionId, newId, type StudentId } from "@stages/kernel/ids.ts";
import { aCampaign, aConvention } from "../domain/fixtures.ts";
import type { Convention } from "../domain/convention.ts";
import { conventionRow, studentRow } from "./rows.ts";
import { campaigns, conventions, students } from "./tables.ts";

export interface SignedStage {
  readonly id: ConventionId;
  readonly studentId: StudentId;
}

/** Signed conventions of as many students of one school, written as they stand: what led to them is tested elsewhere. */
export async function signedStages(databaseUrl: string, count: number, over: Partial<Convention> = {}): Promise<readonly SignedStage[]> {
  const { db, close } = connect({ url: databaseUrl, name: "signed stages", max: 1, role: roleOf("conventions", "PLATFORM") });
  const stages = Array.from({ length: count }, (): SignedStage => ({ id: newId("convention"), studentId: newId("student") }));
  await db.insert(campaigns).values({ id: aCampaign.id, campaign: campaignFact(aCampaign) }).onConflictDoNothing();
  const { schoolUai, academy, campaignId } = aConvention();
  const birthDate = Temporal.PlainDate.from("2011-09-01");
  for (const { id, studentId } of stages) {
    await db.insert(students).values(studentRow({ id: studentId, firstName: "Zoé", lastName: "Mazaud", birthDate, className: "2de 3", schoolUai, academy, campaignId }));
    await db.insert(conventions).values(conventionRow(aConvention("SIGNED", { id, studentId, candidatureId: newId("candidature"), ...over })));
  }
  await close();
  return stages;
}
