import { statusAt } from "@stages/candidatures/domain/deadlines.ts";
import { type Change, historyAt } from "@stages/candidatures/domain/history.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type CandidatureId, idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import { candidatureActions, ruledCandidature } from "./candidature-actions.ts";
import { as, instant, opened, orNull, TAKEN } from "./limit.ts";

interface ChangeJson extends Omit<Change, "at"> {
  readonly at: string;
}

interface TransferJson {
  readonly at: string;
  readonly by: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export const candidaturesAmongColleagues = as("HOST_MANAGER", async ({ sql, actor, now }) => {
  const rows = await sql.unsafe(
    `select c.id, c.student_id, c.host_id, c.offer_id, c.school_uai, c.campaign_id, c.period, c.status, c.submitted_at, c.last_day_to_answer, c.last_day_to_confirm, c.assigned_to,
       o.seats, o.status as offer_status, ${TAKEN} as taken,
       (select json_agg(json_build_object('at', h.at, 'from', h."from", 'to', h."to", 'byRole', h.by_role, 'reason', encode(h.reason, 'base64')) order by h.id) from candidatures.history h where h.candidature_id = c.id) as history,
       (select json_agg(json_build_object('at', t.at, 'by', t.by_person_id, 'from', t.from_person_id, 'to', t.to_person_id) order by t.id) from candidatures.transfers t where t.candidature_id = c.id) as transfers,
       m.managers
     from (select * from candidatures.candidatures where host_id = any($2) order by id limit 10) c join candidatures.offers o on o.id = c.offer_id
     join (select host_id, array_agg(person_id) as managers from candidatures.host_managers where host_id = any($2) group by host_id) m on m.host_id = c.host_id
     order by c.id`,
    [civilDateOf(now).toString(), actor.hostIds.map(uuidOf)],
    { prepare: true },
  );
  const edges = rows.map((row) => {
    const id = idFromUuid("candidature", row["id"]);
    const candidature = ruledCandidature(row, { id, studentId: idFromUuid("student", row["student_id"]), hostId: idFromUuid("host", row["host_id"]), offerId: idFromUuid("offer", row["offer_id"]) });
    const seats = { seats: row["seats"], taken: row["taken"], status: row["offer_status"] };
    // A host confirms nothing: what else the student has is not read.
    const frame = { actor, now, seats, mine: [], elsewhere: [], managers: (row["managers"] as string[]).map((uuid) => idFromUuid("person", uuid)) };
    const changes = historyAt(candidature, (row["history"] as ChangeJson[]).map((change) => changeOf(id, change)), now);
    return {
      node: {
        id,
        status: statusAt(candidature, now),
        lastDayToAnswer: row["last_day_to_answer"],
        assignedTo: orNull("person", row["assigned_to"]),
        transfers: ((row["transfers"] ?? []) as TransferJson[]).map(({ at, by, from, to }) => ({ at: instant(at), byPersonId: orNull("person", by), fromPersonId: orNull("person", from), toPersonId: orNull("person", to) })),
        history: changes.map(({ at, from, to, byRole, reason }) => ({ at: at.toString(), from, to, byRole, reason })),
        viewerActions: candidatureActions(candidature, frame, ({ code, message }) => ({ code, message })),
      },
    };
  });
  return { candidatures: { edges } };
});

function changeOf(id: CandidatureId, { at: text, reason, ...change }: ChangeJson): Change {
  const at = Temporal.Instant.from(text);
  return { ...change, at, reason: reason === null ? null : opened("candidatures.history", "reason", `${id} ${change.to} ${at}`, Buffer.from(reason, "base64")) };
}
