import type { Act } from "@stages/database/act.ts";
import type { Database } from "@stages/database/connection.ts";
import { type RequestContext, requestContext } from "@stages/subgraph/context.ts";
import type { Resources } from "@stages/subgraph/create-subgraph.ts";
import { byKey, manyByKey } from "@stages/subgraph/loaders.ts";
import type { Caller } from "@stages/transport/transport.ts";
import { findByIds, findByStudents, findHistory } from "./persistence/candidatures.ts";
import { findManagers } from "./persistence/managers.ts";
import { findSeats } from "./persistence/ledger.ts";
import { findCampaigns, findOffers, findStudents } from "./persistence/mirror.ts";
import { findTransfers } from "./persistence/transfers.ts";

/** One query for all the keys of a request, whatever the number of objects that ask. */
function loaders(db: Database, now: Temporal.Instant) {
  return {
    candidature: byKey((ids: Parameters<typeof findByIds>[1]) => findByIds(db, ids), ({ id }) => id),
    candidaturesOfStudent: manyByKey((ids: Parameters<typeof findByStudents>[1]) => findByStudents(db, ids), ({ studentId }) => studentId),
    history: manyByKey((ids: Parameters<typeof findHistory>[1]) => findHistory(db, ids), ({ candidatureId }) => candidatureId),
    transfers: manyByKey((ids: Parameters<typeof findTransfers>[1]) => findTransfers(db, ids), ({ candidatureId }) => candidatureId),
    managers: manyByKey((ids: Parameters<typeof findManagers>[1]) => findManagers(db, ids), ({ hostId }) => hostId),
    seats: byKey((ids: Parameters<typeof findSeats>[1]) => findSeats(db, ids, now), ({ offerId }) => offerId),
    offer: byKey((ids: Parameters<typeof findOffers>[1]) => findOffers(db, ids), ({ id }) => id),
    student: byKey((ids: Parameters<typeof findStudents>[1]) => findStudents(db, ids), ({ id }) => id),
    campaign: byKey((ids: readonly string[]) => findCampaigns(db, ids), ({ id }) => id),
  };
}

export interface CandidaturesContext extends RequestContext {
  readonly db: Database;
  readonly act: Act;
  readonly loaders: ReturnType<typeof loaders>;
}

export function candidaturesContext({ db, write }: Resources, caller: Caller): CandidaturesContext {
  const request = requestContext(caller);
  return { ...request, db, act: { actor: request.actor, now: request.now, write }, loaders: loaders(db, request.now) };
}
