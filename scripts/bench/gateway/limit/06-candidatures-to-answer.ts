import { messageFromHost } from "@stages/candidatures/domain/distance.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import { as, identityOf, opened, TAKEN } from "./limit.ts";

export const candidaturesToAnswer = as("HOST_MANAGER", async ({ sql, actor, now, campaigns }) => {
  // Submitted and still in time: what time has ended reads EXPIRED.
  const rows = await sql.unsafe(
    `select c.id, c.campaign_id, c.motivation, c.distance_km, c.last_day_to_answer, s.person_id, s.class_name, p.identity, t.title, o.seats, ${TAKEN} as taken
     from (select * from candidatures.candidatures where host_id = any($2) and status = 'SUBMITTED' and last_day_to_answer >= $1::date order by id limit 10) c
     join candidatures.offers o on o.id = c.offer_id join offers.offers t on t.id = c.offer_id
     join people.students s on s.id = c.student_id join people.persons p on p.id = s.person_id order by c.id`,
    [civilDateOf(now).toString(), actor.hostIds.map(uuidOf)],
    { prepare: true },
  );
  const edges = rows.map((row) => {
    const id = idFromUuid("candidature", row["id"]);
    const km = opened<number>("candidatures.candidatures", "distanceKm", id, row["distance_km"]);
    return {
      node: {
        id,
        motivation: opened("candidatures.candidatures", "motivation", id, row["motivation"]),
        lastDayToAnswer: row["last_day_to_answer"],
        distanceNotice: messageFromHost(km, row["title"], campaigns.find((campaign) => campaign.id === row["campaign_id"])!),
        student: { firstName: identityOf(row["person_id"], row["identity"]).firstName, className: row["class_name"] },
        offer: { title: row["title"], seatsLeft: Math.max(0, row["seats"] - row["taken"]) },
      },
    };
  });
  return { candidatures: { edges } };
});
