import type { Act } from "@stages/database/act.ts";
import type { Database } from "@stages/database/connection.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { type RequestContext, requestContext } from "@stages/subgraph/context.ts";
import type { Resources } from "@stages/subgraph/create-subgraph.ts";
import { type FigureDesk, figureDesk } from "@stages/subgraph/figure-fields.ts";
import { figuresOfCaller } from "@stages/subgraph/figures.ts";
import { byKey, manyByKey } from "@stages/subgraph/loaders.ts";
import type { RememberedCampaigns } from "@stages/subgraph/remembered-campaigns.ts";
import type { Caller } from "@stages/transport/transport.ts";
import { type CandidatureCounts, candidatureCountsOf } from "./domain/counts.ts";
import { findBookings, findBookingsOfOffers } from "./persistence/bookings.ts";
import { findByBookings, findByIds, findByStudents, findHistory } from "./persistence/candidatures.ts";
import { findManagers } from "./persistence/managers.ts";
import { findSeats } from "./persistence/ledger.ts";
import { MEASURES } from "./persistence/measures.ts";
import { findOffers, findStudents } from "./persistence/mirror.ts";
import { findStagesElsewhere } from "./persistence/stages-elsewhere.ts";
import { findTransfers } from "./persistence/transfers.ts";

const figuresOf = figuresOfCaller(MEASURES);

/** One query for all the keys of a request, whatever the number of objects that ask. */
function loaders(db: Database, now: Temporal.Instant, campaigns: () => Promise<readonly Campaign[]>) {
  return {
    candidature: byKey((ids: Parameters<typeof findByIds>[1]) => findByIds(db, ids), ({ id }) => id),
    candidaturesOfStudent: manyByKey((ids: Parameters<typeof findByStudents>[1]) => findByStudents(db, ids), ({ studentId }) => studentId),
    candidaturesOfBooking: manyByKey((ids: Parameters<typeof findByBookings>[1]) => findByBookings(db, ids), ({ bookingId }) => bookingId!),
    stagesElsewhere: manyByKey((ids: Parameters<typeof findStagesElsewhere>[1]) => findStagesElsewhere(db, ids), ({ studentId }) => studentId),
    booking: byKey((ids: Parameters<typeof findBookings>[1]) => findBookings(db, ids), ({ id }) => id),
    bookingsOfOffer: manyByKey((ids: Parameters<typeof findBookingsOfOffers>[1]) => findBookingsOfOffers(db, ids), ({ offerId }) => offerId),
    history: manyByKey((ids: Parameters<typeof findHistory>[1]) => findHistory(db, ids), ({ candidatureId }) => candidatureId),
    transfers: manyByKey((ids: Parameters<typeof findTransfers>[1]) => findTransfers(db, ids), ({ candidatureId }) => candidatureId),
    managers: manyByKey((ids: Parameters<typeof findManagers>[1]) => findManagers(db, ids), ({ hostId }) => hostId),
    seats: byKey((ids: Parameters<typeof findSeats>[1]) => findSeats(db, ids, now), ({ offerId }) => offerId),
    offer: byKey((ids: Parameters<typeof findOffers>[1]) => findOffers(db, ids), ({ id }) => id),
    student: byKey((ids: Parameters<typeof findStudents>[1]) => findStudents(db, ids), ({ id }) => id),
    /** As they are remembered: one a year, which hardly ever changes. */
    campaign: byKey(async (ids: readonly string[]) => (await campaigns()).filter(({ id }) => ids.includes(id)), ({ id }) => id),
  };
}

export interface CandidaturesContext extends RequestContext {
  readonly db: Database;
  readonly act: Act;
  /** The same act past the row policies, for bookings alone: see DECISIONS. */
  readonly actAsPlatform: Act;
  readonly loaders: ReturnType<typeof loaders>;
  readonly figures: FigureDesk<typeof MEASURES, CandidatureCounts>;
  readonly live: Resources["live"];
}

export function candidaturesContext(remembered: RememberedCampaigns, { db, write, platform, live }: Resources, caller: Caller, subscription?: Parameters<typeof requestContext>[1]): CandidaturesContext {
  const request = requestContext(caller, subscription);
  const by = { actor: request.actor, now: request.now };
  const campaigns = () => remembered.read(db);
  const figures = figureDesk({ source: figuresOf(caller, db), countsOf: candidatureCountsOf, campaigns, today: civilDateOf(request.now) });
  return { ...request, db, act: { ...by, write }, actAsPlatform: { ...by, write: platform.write }, loaders: loaders(db, request.now, campaigns), figures, live };
}
