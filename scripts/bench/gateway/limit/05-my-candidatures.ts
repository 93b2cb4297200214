import type { Weeks } from "@stages/candidatures/domain/apply.ts";
import { statusAt } from "@stages/candidatures/domain/deadlines.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import { candidatureActions, ruledCandidature } from "./candidature-actions.ts";
import { as, opened, TAKEN } from "./limit.ts";

export const myCandidatures = as("STUDENT", async ({ sql, actor, now }) => {
  const [rows, elsewhere] = await Promise.all([
    sql.unsafe(
      `select c.id, c.offer_id, c.host_id, c.school_uai, c.campaign_id, c.period, c.status, c.submitted_at, c.last_day_to_answer, c.last_day_to_confirm, c.distance_km,
         p.title, h.legal_name, o.seats, o.status as offer_status, ${TAKEN} as taken, v.status as convention
       from candidatures.candidatures c join candidatures.offers o on o.id = c.offer_id join offers.offers p on p.id = c.offer_id join offers.hosts h on h.id = p.host_id
       left join conventions.conventions v on v.candidature_id = c.id
       where c.student_id = $2 order by c.id`,
      [civilDateOf(now).toString(), uuidOf(actor.studentId)],
      { prepare: true },
    ),
    sql<Weeks[]>`select campaign_id as "campaignId", period from candidatures.stages_elsewhere where student_id = ${uuidOf(actor.studentId)}`,
  ]);
  const mine = rows.map((row) => ruledCandidature(row, { id: idFromUuid("candidature", row["id"]), studentId: actor.studentId, hostId: idFromUuid("host", row["host_id"]), offerId: idFromUuid("offer", row["offer_id"]) }));
  const candidatures = rows.map((row, rank) => {
    const candidature = mine[rank]!;
    // Of the managers nothing is asked for who is none.
    const frame = { actor, now, mine, elsewhere, managers: [], seats: { seats: row["seats"], taken: row["taken"], status: row["offer_status"] } };
    return {
      status: statusAt(candidature, now),
      lastDayToAnswer: row["last_day_to_answer"],
      distanceKm: opened("candidatures.candidatures", "distanceKm", candidature.id, row["distance_km"]),
      offer: { title: row["title"], host: { legalName: row["legal_name"] } },
      convention: row["convention"] && { status: row["convention"], missingSignatures: missingSignatures(row["convention"]) },
      viewerActions: candidatureActions(candidature, frame, ({ message }) => ({ message })),
    };
  });
  return { viewer: { student: { candidatures } } };
});

/** This student's are not there yet: what they would take is read nowhere, and so it would be wrong to go on. */
function missingSignatures(status: string): readonly never[] {
  if (["VALIDATED", "SIGNING", "SIGNED"].includes(status)) throw new Error(`A convention is ${status}: what that asks for is not written here`);
  return [];
}
