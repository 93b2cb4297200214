import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "@stages/demonstration/random.ts";
import type { Asker } from "./asker.ts";
import type { Play, Player, Written } from "./play.ts";

/** In real seconds, the median; people differ as a log-normal curve does. */
const THINKS = { onArrival: 5, overResults: 20, overAnOffer: 30, overAMotivation: 100, overCandidatures: 10, overAnAnswer: 20, beforeAnswering: 600, betweenLooks: 300 } as const;
const SPREAD = 0.6;
const MOTIVATION = "Je voudrais découvrir ce métier de près, et ce que l'on y apprend chaque jour.";

interface Found {
  readonly id: string;
  readonly hostId: string;
}

/** What students, hosts and heads do that day, one step after the other's answer. */
export class PeopleOfTheDay {
  readonly written: Written = { favourites: [], candidatures: [], steps: [] };
  /** Hosts that have been applied to, and have not looked yet. */
  readonly #expected = new Set<string>();
  readonly #hostsAtWork = new Set<Promise<void>>();
  readonly #asker: Asker;
  readonly #play: Play;
  readonly #random: Random;
  readonly #over: AbortSignal;

  /** `over`: nobody begins anything more. */
  constructor(asker: Asker, play: Play, random: Random, over: AbortSignal) {
    this.#asker = asker;
    this.#play = play;
    this.#random = random;
    this.#over = over;
  }

  async student({ token, studentId, around }: Player): Promise<void> {
    const [asker, random] = [this.#asker, this.#random];
    if (!(await asker.ask("signIn", token))) return;
    await this.#think("onArrival");
    await asker.ask("myCandidatures", token);
    await this.#think("overCandidatures");
    let found = offersIn(await asker.ask("nearHome", token), (data) => (data as NearHome).viewer.student.offersNearby);
    await this.#think("overResults");
    if (random.chance(0.5) || found.length === 0) {
      const search = { around, radiusKm: random.pick([10, 20, 30]), seatsLeft: true, order: random.pick(["DISTANCE", "NEWEST"]) };
      const also = offersIn(await asker.ask("search", token, JSON.stringify({ search })), (data) => (data as Search).offers);
      found = [...new Map([...found, ...also].map((offer) => [offer.id, offer])).values()];
      await this.#think("overResults");
    }
    // The first of a list are looked at more than the last.
    const looked = [...new Set(Array.from({ length: random.int(1, 5) }, () => found[Math.floor(found.length * random.next() ** 1.5)]))].filter((offer) => offer !== undefined);
    for (const { id } of looked) {
      await asker.ask("offer", token, JSON.stringify({ id }));
      await this.#think("overAnOffer");
      if (random.chance(0.3) && (await asker.ask("favourite", token, JSON.stringify({ input: { offerId: id } })))) this.written.favourites.push([studentId, id]);
    }
    for (const offer of looked.slice(0, random.int(1, 3))) {
      await this.#think("overAMotivation");
      await this.#apply(token, studentId, offer);
    }
    const mine = await asker.ask("myCandidatures", token);
    await this.#think("overCandidatures");
    const accepted = ((mine?.data ?? null) as Mine | null)?.viewer.student.candidatures.find(({ status }) => status === "ACCEPTED");
    if (accepted) await this.#step("confirm", "CONFIRMED", token, { candidatureId: accepted.id });
  }

  async #apply(token: string, studentId: string, { id: offerId, hostId }: Found): Promise<void> {
    const idempotencyKey = randomUUID();
    const sent = await this.#asker.ask("apply", token, JSON.stringify({ input: { offerId, motivation: MOTIVATION, idempotencyKey } }));
    if (!sent) return;
    const { id } = (sent.data as { submitCandidature: { id: string } }).submitCandidature;
    this.written.candidatures.push([id, idempotencyKey, studentId]);
    this.written.steps.push([id, "SUBMITTED", sent.askedAt]);
    this.#expect(hostId);
  }

  /** Its manager looks a while after the first who applied, and answers all who have by then. */
  #expect(hostId: string): void {
    const token = this.#play.hosts[hostId];
    if (!token || this.#expected.has(hostId) || !this.#random.chance(0.7)) return;
    this.#expected.add(hostId);
    const visit = this.#visit(hostId, token).finally(() => this.#hostsAtWork.delete(visit));
    this.#hostsAtWork.add(visit);
  }

  async #visit(hostId: string, token: string): Promise<void> {
    await this.#think("beforeAnswering");
    this.#expected.delete(hostId);
    if (this.#over.aborted) return;
    const list = await this.#asker.ask("toAnswer", token);
    for (const { node } of ((list?.data ?? null) as ToAnswer | null)?.candidatures.edges ?? []) {
      await this.#think("overAnAnswer");
      const isTaken = this.#random.chance(0.7) && (await this.#step("accept", "ACCEPTED", token, { candidatureId: node.id }));
      if (!isTaken) await this.#step("refuse", "REFUSED", token, { candidatureId: node.id, reason: "Nous ne pouvons pas vous accueillir cette fois." });
    }
  }

  async #step(kind: "accept" | "refuse" | "confirm", to: string, token: string, input: { readonly candidatureId: string; readonly reason?: string }): Promise<boolean> {
    const taken = await this.#asker.ask(kind, token, JSON.stringify({ input }));
    if (taken) this.written.steps.push([input.candidatureId, to, taken.askedAt]);
    return taken !== null;
  }

  async head(token: string): Promise<void> {
    while (!this.#over.aborted) {
      await this.#think("betweenLooks");
      await this.#asker.ask("mySchool", token);
    }
  }

  /** Those that have begun to answer finish. */
  async hostsLeave(): Promise<void> {
    while (this.#hostsAtWork.size > 0) await Promise.all(this.#hostsAtWork);
  }

  /** Once the day is over nobody waits any more to begin something: what is under way goes on at its pace. */
  async #think(over: keyof typeof THINKS): Promise<void> {
    const seconds = (THINKS[over] / this.#play.compression) * Math.exp(SPREAD * normal(this.#random));
    const signal = over === "beforeAnswering" || over === "betweenLooks" ? this.#over : undefined;
    await delay(seconds * 1_000, undefined, { signal }).catch(() => {});
  }
}

/** Box and Muller's. */
export const normal = ({ next }: Random): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

interface Offers {
  readonly edges: readonly { readonly node: { readonly id: string; readonly mode: string; readonly host: { readonly id: string } } }[];
}
interface NearHome {
  readonly viewer: { readonly student: { readonly offersNearby: Offers } };
}
interface Search {
  readonly offers: Offers;
}
interface Mine {
  readonly viewer: { readonly student: { readonly candidatures: readonly { readonly id: string; readonly status: string }[] } };
}
interface ToAnswer {
  readonly candidatures: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
}

/** Those that one may apply to: what is for a group, the school books. */
export const offersIn = (answer: { readonly data: unknown } | null, of: (data: unknown) => Offers): readonly Found[] =>
  answer ? of(answer.data).edges.flatMap(({ node: { id, mode, host } }) => (mode === "INDIVIDUAL" ? { id, hostId: host.id } : [])) : [];
