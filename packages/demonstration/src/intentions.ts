import type { Campaign } from "@stages/kernel/campaign.ts";
import { startOf } from "@stages/kernel/civil-time.ts";
import { type Period, PERIODS } from "@stages/kernel/period.ts";
import { seatsOfEcole } from "./offers.ts";
import { type Random, randomStream } from "./random.ts";
import type { WorldHost, WorldIntention, WorldOffer } from "./world-types.ts";

interface Making {
  readonly campaign: Campaign;
  readonly hosts: readonly WorldHost[];
  /** Of that campaign; none yet where it is prepared. */
  readonly offers: readonly WorldOffer[];
  /** Who declares, besides the personas' hosts and the écoles. */
  readonly oneHostIn: number;
  readonly firstDay: Temporal.PlainDate;
}

/**
 * Promises of places, made in twenty days. Of those whose host has published, half were kept to the seat, a third not
 * quite, and some were exceeded.
 */
export function makeIntentions(seed: number, { campaign, hosts, offers, oneHostIn, firstDay }: Making): readonly WorldIntention[] {
  const random = randomStream(seed, `intentions/${campaign.id}`);
  const offersOf = Map.groupBy(offers.filter(({ publishedAt, status }) => publishedAt && status !== "REMOVED"), ({ hostId }) => hostId);
  return hosts
    .filter(({ kind }, rank) => rank < 2 || kind === "ECOLE" || rank % oneHostIn === 0)
    .map((host) => {
      const declaredAt = startOf(firstDay).add({ hours: random.int(8, 20 * 24) });
      return { id: random.id("intention", declaredAt), hostId: host.id, campaignId: campaign.id, seats: promised(host, offersOf.get(host.id) ?? [], random), declaredAt };
    });
}

function promised(host: WorldHost, offers: readonly WorldOffer[], random: Random): Readonly<Record<Period, number>> {
  const published = Object.fromEntries(PERIODS.map((period) => [period, offers.filter((offer) => offer.period === period).reduce((sum, { seats }) => sum + seats, 0)])) as Record<Period, number>;
  const more = random.weighted([[0, 50], [1, 20], [2, 15], [-1, 15]] as const);
  if (host.kind === "ECOLE") return { BOTH_WEEKS: random.int(1, seatsOfEcole(host.classes!)), WEEK_1: 0, WEEK_2: 0 };
  return { ...published, BOTH_WEEKS: Math.max(1, published.BOTH_WEEKS + more) };
}
