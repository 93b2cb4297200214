import { type Offer, refusalsToApply, type Student, type Weeks } from "@stages/candidatures/domain/apply.ts";
import type { Candidature } from "@stages/candidatures/domain/candidature.ts";
import { noticeToStudent, roundedDistanceKm } from "@stages/candidatures/domain/distance.ts";
import { currentCampaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import { periodsLeft } from "@stages/offers/domain/campaigns.ts";
import { aroundPoint } from "./nearest.ts";
import { as, opened, TAKEN } from "./limit.ts";

export const offersNearHome = as("STUDENT", async ({ sql, actor, now, campaigns }) => {
  const today = civilDateOf(now);
  const campaign = currentCampaign([...campaigns], today)!;
  const [mine] = await sql`
    select s.private, s.campaign_id,
      (select json_agg(json_build_object('offerId', c.offer_id, 'status', c.status, 'campaignId', c.campaign_id, 'period', c.period)) from candidatures.candidatures c where c.student_id = s.id) as candidatures,
      (select json_agg(json_build_object('campaignId', e.campaign_id, 'period', e.period)) from candidatures.stages_elsewhere e where e.student_id = s.id) as elsewhere
    from people.students s where s.id = ${uuidOf(actor.studentId)}`;
  const { home } = opened<{ home: Coordinates & { communeName: string } }>("people.students", "private", actor.studentId, mine!["private"]);
  const student = { ...home, id: actor.studentId, schoolUai: actor.schoolUai, campaignId: mine!["campaign_id"] } as unknown as Student;
  const candidatures = ((mine!["candidatures"] ?? []) as { offerId: string }[]).map((one) => ({ ...one, offerId: idFromUuid("offer", one.offerId) })) as unknown as readonly Candidature[];

  const { centre, chord, box } = aroundPoint(home, 25);
  const rows = await sql.unsafe(
    `select o.id, o.title, o.latitude, o.longitude, l.seats, ${TAKEN} as taken, l.status, l.mode, l.period, l.campaign_id, l.reserved_school_uais
     from offers.offers o join candidatures.offers l on l.id = o.id
     where o.status = 'PUBLISHED' and o.campaign_id = $2 and o.period = any($3) and (o.reserved_school_uais = '{}' or o.reserved_school_uais && array[$4]::varchar[])
       and o.point <@ $6::cube and o.point <-> $5::cube <= $7::float8
     order by o.point <-> $5::cube, o.id limit 5`,
    [today.toString(), campaign.id, [...periodsLeft(campaign, today)], actor.schoolUai, centre, box, chord],
    { prepare: true },
  );
  const edges = rows.map((row) => {
    const offer = { id: idFromUuid("offer", row["id"]), status: row["status"], mode: row["mode"], period: row["period"], campaignId: row["campaign_id"], reservedSchoolUais: row["reserved_school_uais"] } as unknown as Offer;
    const distanceKm = roundedDistanceKm(home, row as unknown as Coordinates);
    const refusals = refusalsToApply({ offer, student, campaign, mine: candidatures, elsewhere: (mine!["elsewhere"] ?? []) as Weeks[], now });
    return {
      distanceKm,
      node: {
        title: row["title"],
        seatsLeft: Math.max(0, row["seats"] - row["taken"]),
        application: { distanceNotice: noticeToStudent(distanceKm, campaign), refusals: refusals.map(({ code, message }) => ({ code, message })) },
      },
    };
  });
  return { viewer: { student: { home: { communeName: home.communeName }, offersNearby: { edges } } } };
});
