import type { Sql } from "@stages/database/connection.ts";
import { SUBGRAPH_NAMES } from "@stages/transport/transport.ts";

export interface Expected {
  readonly submitted: number;
  readonly accepted: number;
}

/** Every effect of what was asked for, once, and no seat given twice; or nothing is printed. */
export async function checkEffects(sql: Sql, { submitted, accepted }: Expected, isFollowed: boolean): Promise<void> {
  const [found] = await sql`
    with told as (
      select type, event_id from candidatures.outbox union all select type, event_id from bus.events where type like 'Candidature%'
    )
    select
      (select count(*)::int from candidatures.candidatures) as submitted,
      (select count(*)::int from candidatures.candidatures where status = 'ACCEPTED') as accepted,
      (select count(*)::int from candidatures.candidatures where status not in ('SUBMITTED', 'ACCEPTED')) as otherwise,
      (select count(*)::int from candidatures.history) as steps,
      (select count(*)::int from candidatures.history h where h."to" = 'ACCEPTED') as "acceptedSteps",
      (select count(*)::int from told where type = 'CandidatureSubmitted') as "toldSubmitted",
      (select count(*)::int from told where type = 'CandidatureRead') as "toldRead",
      (select count(*)::int from told where type = 'CandidatureAccepted') as "toldAccepted",
      (select count(*)::int from candidatures.offers o where o.seats < (select count(*) from candidatures.candidatures c where c.offer_id = o.id and c.status = 'ACCEPTED')) as overbooked,
      (select coalesce(sum(submitted + accepted), 0)::int from (
        select coalesce(submitted, 0) + coalesce(read, 0) + coalesce(accepted, 0) as submitted, coalesce(accepted, 0) as accepted from candidatures.statistics where day is not null
        union all select submitted + read + accepted, accepted from candidatures.daily_rollups where school_uai <> '' and breakdown = ''
      ) counted) as counted,
      (select count(*)::int from conventions.conventions) as conventions`;
  const expected = {
    submitted,
    accepted,
    otherwise: 0,
    steps: submitted + 2 * accepted,
    acceptedSteps: accepted,
    toldSubmitted: submitted,
    toldRead: accepted,
    toldAccepted: accepted,
    overbooked: 0,
    counted: submitted + accepted,
    conventions: isFollowed ? accepted : 0,
  };
  for (const [what, count] of Object.entries(expected)) if (found![what] !== count) throw new Error(`${what}: ${found![what]} instead of ${count}`);
}

/** Nothing waits in an outbox, nobody is behind the log, and all that was counted is folded. */
export async function isHeard(sql: Sql): Promise<boolean> {
  const waiting = SUBGRAPH_NAMES.map((name) => `select 1 from ${name}.outbox union all select 1 from ${name}.statistics`);
  const behind = SUBGRAPH_NAMES.map((name) => `
    select 1 from bus.consumers k join lateral (select max(e.position) as last from bus.events e where e.type = any (k.types)) told on true
    where k.name = '${name}' and told.last > coalesce((select position from ${name}.bus_cursor where consumer = '${name}'), 0)`);
  const [{ heard } = { heard: false }] = await sql.unsafe<{ heard: boolean }[]>(`select not exists (${[...waiting, ...behind].join(" union all ")}) as heard`);
  return heard;
}
