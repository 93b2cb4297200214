import { candidatures, outbox } from "@stages/candidatures/persistence/tables.ts";
import { connectSql } from "@stages/database/connection.ts";
import { sealFor } from "@stages/database/sealed.ts";
import { aboutOf, domainEvent, type Events } from "@stages/events/contracts.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type CandidatureId, newId, uuidOf } from "@stages/kernel/ids.ts";
import type postgres from "postgres";
import type { Market, Pair } from "./market.ts";
import { MOTIVATION, type Sent, type Side } from "./side.ts";

type Told = "CandidatureSubmitted" | "CandidatureRead" | "CandidatureAccepted";

/**
 * The same effects by hand: a transaction whose statements leave together, in one round trip. The rules are in the statements,
 * and what they do not allow writes no row. What is sealed is sealed here too, the distance that the rule measures from a
 * sealed home is given, and so is what an event says of its candidature. As the superuser: no policy, no row policy.
 */
export function bareSql(databaseUrl: string, connections: number, { campaign }: Pick<Market, "campaign">): Side & { stop(): Promise<void> } {
  const sql = connectSql({ url: databaseUrl, name: "bench bare", max: connections });

  const inOneTrip = async (statements: (own: postgres.ReservedSql) => readonly postgres.PendingQuery<postgres.Row[]>[]): Promise<number> => {
    const own = await sql.reserve();
    try {
      const answers = await Promise.all([own`begin`, ...statements(own), own`commit`].map((statement) => statement.execute()));
      return answers.at(-2)!.count;
    } finally {
      own.release();
    }
  };

  const eventOf = <T extends Told>(type: T, key: CandidatureId, payload: Events[T], now: Temporal.Instant) => {
    const { id, version } = domainEvent(type, key, payload, now);
    return { id, type, version, key, payload: Buffer.from(sealFor(outbox.payload, { eventId: id }, payload)), about: aboutOf({ type, payload }), at: now.toString() };
  };

  const factOf = ({ student, offer }: Pair, candidatureId: CandidatureId) => ({
    candidatureId,
    offerId: offer.id,
    hostId: offer.host.actor.hostIds[0]!,
    studentId: student.actor.studentId,
    schoolUai: student.actor.schoolUai,
    academy: student.academy,
    campaignId: campaign.id,
    period: "BOTH_WEEKS" as const,
    offerTitle: offer.title,
    assignedTo: null,
  });

  return {
    async submit(pair): Promise<Sent> {
      const { student, offer } = pair;
      const [id, now] = [newId("candidature"), Temporal.Now.instant()];
      const today = civilDateOf(now);
      const row = { id: uuidOf(id), student: uuidOf(student.actor.studentId), offer: uuidOf(offer.id), motivation: Buffer.from(sealFor(candidatures.motivation, { id }, MOTIVATION)), km: Buffer.from(sealFor(candidatures.distanceKm, { id }, 7.4)) };
      const days = { answer: today.add({ days: campaign.daysToAnswer }).toString(), remind: today.add({ days: campaign.reminderDays[0]! }).toString() };
      const told = eventOf("CandidatureSubmitted", id, { ...factOf(pair, id), from: null }, now);
      const written = await inOneTrip((own) => [
        own`select id from candidatures.students where id = ${row.student} for update`,
        own`
          with wanted as (
            select o.id, o.host_id, o.campaign_id, o.period, s.school_uai, s.academy
            from candidatures.offers o
            join candidatures.students s on s.id = ${row.student} and s.campaign_id = o.campaign_id
            join candidatures.campaigns c on c.id = o.campaign_id
            where o.id = ${row.offer} and o.status = 'PUBLISHED' and o.mode = 'INDIVIDUAL'
              and (o.reserved_school_uais = '{}' or s.school_uai = any (o.reserved_school_uais))
              and (c.campaign ->> 'studentsOpenOn')::date <= ${today.toString()}::date
              and ${today.toString()}::date <= (c.campaign -> 'weeks' -> case o.period when 'WEEK_2' then '2' else '1' end ->> 'firstDay')::date
              and not exists (
                select from candidatures.candidatures m
                where m.student_id = s.id and (
                  m.offer_id = o.id and m.status <> 'CANCELLED_BY_SCHOOL'
                  or m.status = 'CONFIRMED' and m.campaign_id = o.campaign_id and (m.period = o.period or 'BOTH_WEEKS' in (m.period, o.period)))
              )
              and not exists (
                select from candidatures.stages_elsewhere e
                where e.student_id = s.id and e.campaign_id = o.campaign_id and (e.period = o.period or 'BOTH_WEEKS' in (e.period, o.period))
              )
          ), sent as (
            insert into candidatures.candidatures (id, offer_id, host_id, student_id, school_uai, academy, campaign_id, period, status, motivation, submitted_at, last_day_to_answer, distance_km, next_reminder_on)
            select ${row.id}::uuid, id, host_id, ${row.student}, school_uai, academy, campaign_id, period, 'SUBMITTED', ${row.motivation}, ${told.at}::timestamptz, ${days.answer}::date, ${row.km}, ${days.remind}::date
            from wanted returning id
          ), recorded as (
            insert into candidatures.history (candidature_id, "to", at, by_person_id, by_role)
            select id, 'SUBMITTED', ${told.at}::timestamptz, ${uuidOf(student.actor.personId)}::uuid, 'STUDENT' from sent
          )
          insert into candidatures.outbox (event_id, type, version, key, payload, about, occurred_at)
          select ${told.id}::uuid, ${told.type}, ${told.version}::integer, ${told.key}, ${told.payload}::bytea, ${told.about}::uuid, ${told.at}::timestamptz from sent`,
      ]);
      if (written !== 1) throw new Error(`not submitted: ${id}`);
      return { ...pair, candidatureId: id };
    },

    /** The table of steps lets nobody accept what was not read: two updates, as the platform has. */
    async accept(sent) {
      const { offer, candidatureId } = sent;
      const now = Temporal.Now.instant();
      const today = civilDateOf(now).toString();
      const until = civilDateOf(now).add({ days: campaign.daysToConfirm }).toString();
      const by = { id: uuidOf(candidatureId), offer: uuidOf(offer.id), host: uuidOf(offer.host.actor.hostIds[0]!), person: uuidOf(offer.host.actor.personId) };
      const fact = factOf(sent, candidatureId);
      const read = eventOf("CandidatureRead", candidatureId, { ...fact, from: "SUBMITTED" }, now);
      const accepted = eventOf("CandidatureAccepted", candidatureId, { ...fact, from: "READ", acceptedByPersonId: offer.host.actor.personId }, now);
      const written = await inOneTrip((own) => [
        own`select id from candidatures.candidatures where id = ${by.id} for update`,
        own`select id from candidatures.offers where id = ${by.offer} for update`,
        // On a snapshot taken behind both locks.
        own`
          update candidatures.candidatures c set status = 'READ'
          from candidatures.offers o
          where c.id = ${by.id} and c.host_id = ${by.host} and c.status = 'SUBMITTED' and c.last_day_to_answer >= ${today}::date
            and o.id = c.offer_id and o.status not in ('HIDDEN', 'REMOVED')
            and o.seats > (
              select count(*) from candidatures.candidatures t
              where t.offer_id = o.id and t.status in ('ACCEPTED', 'CONFIRMED') and (t.status = 'CONFIRMED' or t.last_day_to_confirm >= ${today}::date))`,
        own`
          with seated as (
            update candidatures.candidatures set status = 'ACCEPTED', last_day_to_confirm = ${until}::date
            where id = ${by.id} and status = 'READ' and xmin = pg_current_xact_id()::xid returning id
          ), recorded as (
            insert into candidatures.history (candidature_id, "from", "to", at, by_person_id, by_role)
            select id, step.was, step.becomes, ${read.at}::timestamptz, ${by.person}::uuid, 'HOST_MANAGER'
            from seated, (values (1, 'SUBMITTED', 'READ'), (2, 'READ', 'ACCEPTED')) step (nth, was, becomes) order by nth
          )
          insert into candidatures.outbox (event_id, type, version, key, payload, about, occurred_at)
          select told.event_id, told.type, told.version, ${candidatureId}, told.payload, ${read.about}::uuid, ${read.at}::timestamptz
          from seated, (values
            (1, ${read.id}::uuid, ${read.type}, ${read.version}::integer, ${read.payload}::bytea),
            (2, ${accepted.id}::uuid, ${accepted.type}, ${accepted.version}::integer, ${accepted.payload}::bytea)
          ) told (nth, event_id, type, version, payload) order by nth`,
      ]);
      return written === 2;
    },
    stop: () => sql.end(),
  };
}
