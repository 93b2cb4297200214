import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { type Random, randomStream } from "@stages/demonstration/random.ts";
import { Asker } from "./asker.ts";
import { offersIn, PeopleOfTheDay } from "./people-of-the-day.ts";
import { type CrowdMessage, type CrowdOrder, type Flood, monotonicNow, type Play, type Player, type PlayReport, type Written } from "./play.ts";

/* The crowd, in a process of its own: what it spends is not the platform's. */
const CONNECTIONS = 600;
const SECOND = 1_000;

const say = (message: CrowdMessage) => process.send!(message);

/** When each comes: a gamma curve of shape 2, whose peak is at an eighth of the time and 2.9 times the mean. */
function arrivals(count: number, seconds: number, { next }: Random): readonly number[] {
  const one = (): number => {
    const at = -(seconds / 8) * Math.log((1 - next()) * (1 - next()));
    return at < seconds ? at : one();
  };
  return Array.from({ length: count }, one).toSorted((a, b) => a - b);
}

async function play(day: Play): Promise<PlayReport> {
  const random = randomStream(day.seed, "crowd");
  const asker = new Asker(day.url, CONNECTIONS, true);
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const people = new PeopleOfTheDay(asker, day, random, over.signal);
  let [active, mostActive, waitedAtTheDoor] = [0, 0, 0];
  const atTheDoor: Player[] = [];
  const sessions: Promise<void>[] = [];

  const enter = (player: Player): Promise<void> => {
    active += 1;
    mostActive = Math.max(mostActive, active);
    return people.student(player).finally(() => {
      active -= 1;
      const next = atTheDoor.shift();
      if (next) sessions.push(enter(next));
    });
  };

  const from = monotonicNow();
  const watched = watch(asker, () => active);
  const heads = day.heads.map((token) => people.head(token));
  for (const [rank, seconds] of arrivals(day.students.length, day.seconds, random).entries()) {
    await delay(Math.max(0, from + seconds * SECOND - monotonicNow()));
    const player = day.students[rank]!;
    if (active < day.mostActive) sessions.push(enter(player));
    else {
      atTheDoor.push(player);
      waitedAtTheDoor += 1;
    }
  }
  // Each that ends may let another in.
  for (let seen = 0; seen < sessions.length; ) {
    const these = sessions.slice(seen);
    seen = sessions.length;
    await Promise.all(these);
  }
  over.abort();
  await Promise.all([people.hostsLeave(), ...heads]);
  const until = monotonicNow();
  await asker.stop();
  return { from, until, ...told(asker), written: people.written, sessions: sessions.length, mostActive, waitedAtTheDoor, active: watched() };
}

/** Requests by themselves, of the kinds of a session in about their shares. */
async function flood({ url, students, seed, seconds, rate, clients }: Flood): Promise<PlayReport> {
  const random = randomStream(seed, "flood");
  const asker = new Asker(url, rate === null ? clients : 4_000, false);
  const written: Written = { favourites: [], candidatures: [], steps: [] };
  const known = new Map<Player, readonly { readonly id: string }[]>();

  const once = async (player: Player, intendedAt?: number): Promise<void> => {
    const { token, studentId, around } = player;
    const offers = known.get(player);
    const kind = offers?.length ? random.weighted([["signIn", 10], ["myCandidatures", 20], ["nearHome", 10], ["search", 5], ["offer", 30], ["favourite", 10], ["apply", 15]] as const) : "nearHome";
    if (kind === "signIn" || kind === "myCandidatures") await asker.ask(kind, token, "", intendedAt);
    else if (kind === "nearHome") known.set(player, offersIn(await asker.ask(kind, token, "", intendedAt), (data) => (data as { viewer: { student: { offersNearby: never } } }).viewer.student.offersNearby));
    else if (kind === "search") await asker.ask(kind, token, JSON.stringify({ search: { around, radiusKm: 30, seatsLeft: true } }), intendedAt);
    else {
      const { id: offerId } = random.pick(offers!);
      if (kind === "offer") await asker.ask(kind, token, JSON.stringify({ id: offerId }), intendedAt);
      else if (kind === "favourite") {
        if (await asker.ask(kind, token, JSON.stringify({ input: { offerId } }), intendedAt)) written.favourites.push([studentId, offerId]);
      } else {
        const idempotencyKey = randomUUID();
        const sent = await asker.ask(kind, token, JSON.stringify({ input: { offerId, motivation: "Découvrir ce métier.", idempotencyKey } }), intendedAt);
        if (sent) written.candidatures.push([(sent.data as { submitCandidature: { id: string } }).submitCandidature.id, idempotencyKey, studentId]);
      }
    }
  };

  const from = monotonicNow();
  const end = from + seconds * SECOND;
  const watched = watch(asker, () => 0);
  let next = 0;
  const following = () => students[(next += 1) % students.length]!;
  if (rate === null) {
    await Promise.all(Array.from({ length: clients }, async () => {
      while (monotonicNow() < end) await once(following());
    }));
  } else {
    const under: Promise<void>[] = [];
    for (let at = from; at < end; at += (-Math.log(1 - random.next()) * SECOND) / rate) {
      // As many as are due by now, each held against the instant at which it should have been asked.
      if (at > monotonicNow()) await delay(at - monotonicNow());
      under.push(once(following(), at));
    }
    await Promise.all(under);
  }
  const until = monotonicNow();
  await asker.stop();
  return { from, until, ...told(asker), written, sessions: 0, mostActive: 0, waitedAtTheDoor: 0, active: watched() };
}

/** Looks each second; what it returns ends that. */
function watch(asker: Asker, active: () => number): () => PlayReport["active"] {
  const seen: (readonly [number, number, number])[] = [];
  const timer = setInterval(() => {
    seen.push([monotonicNow(), active(), asker.inFlight]);
    say({ done: asker.done, active: active() });
  }, SECOND);
  return () => {
    clearInterval(timer);
    return seen;
  };
}

const told = ({ answered, refused, errors, shed }: Asker) => ({ answered, refused, errors, shed });

process.on("message", (order: CrowdOrder) => {
  void (order.do === "play" ? play(order.play) : flood(order.flood)).then((report) => say({ report }));
});
process.once("disconnect", () => process.exit());
say({ ready: true });
