import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connect, type Database, type Sql } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { type Random, randomStream } from "@stages/demonstration/random.ts";
import { newId, type PersonId, type PushSubscriptionId } from "@stages/kernel/ids.ts";
import { BrowserUnderTest } from "@stages/mail/push-service-under-test.ts";
import { letWake, tell, type Told } from "@stages/people/news-fixtures.ts";
import { sealedPerson } from "@stages/people/persistence/person-rows.ts";
import { grants, persons } from "@stages/people/persistence/tables.ts";
import { type Arrival, honoured, Sinks } from "./sinks.ts";

export interface ProofOptions {
  /** A database of `people` whose tables are there, and empty. */
  readonly databaseUrl: string;
  readonly notifications: number;
  readonly seed: number;
  readonly killEveryMs: number;
  /** Of the dispatchers' clock: at 600, what a dead one had claimed for ten minutes is anyone's after a second. */
  readonly speed: number;
  /** The control, without claims and without keys. */
  readonly naive?: "SEND" | "MARK";
  readonly onProgress?: (line: string) => void;
}

export interface Proof {
  readonly notifications: number;
  readonly deliveries: number;
  readonly kills: number;
  /** Messages as they came over the wire, and those that came again under a key that was there already. */
  readonly arrivals: number;
  readonly again: number;
  readonly missing: number;
  readonly double: number;
  /** To someone else than whom it was for. */
  readonly astray: number;
  readonly seconds: number;
}

const DISPATCHERS = 3;
const SCRIPT = fileURLToPath(new URL("./dispatcher.ts", import.meta.url));
const THIRD_PARTY_IMPORTS = new URL("../../packages/standalone/src/third-party-imports.mjs", import.meta.url).href;
const ANSWER_AFTER_MS = 15;

/** Everything that is told reaches its person once by each way, whatever is killed. */
export async function proveNotifications({ databaseUrl, notifications, seed, killEveryMs, speed, naive, onProgress = () => {} }: ProofOptions): Promise<Proof> {
  await using begun = new AsyncDisposableStack();
  const sinks = new Sinks(ANSWER_AFTER_MS);
  await sinks.start();
  begun.defer(() => sinks.stop());
  const connection = connect({ url: databaseUrl, name: "proof", max: 2, role: roleOf("people", "PLATFORM") });
  begun.defer(() => connection.close());
  const { expected, browsers } = await told(connection.db, sinks.push.url, notifications, randomStream(seed, "notifications"));

  const begunAt = Date.now();
  const environment = { PROOF_DATABASE_URL: databaseUrl, PROOF_SMTP: sinks.smtpUrl, PROOF_SMS: sinks.smsUrl, PROOF_BEGUN: String(begunAt), PROOF_SPEED: String(speed), ...(naive && { PROOF_NAIVE: naive }) };
  const dispatchers = new Dispatchers(environment, randomStream(seed, "kills"), killEveryMs);
  await dispatchers.start();
  begun.defer(() => dispatchers.stop());
  while (!(await isOver(connection.client, sinks))) {
    await delay(200);
    onProgress(`${sinks.smtp.received.length} courriels, ${sinks.push.brought.length} notifications de navigateur, ${dispatchers.kills} processus tués`);
  }
  await dispatchers.stop();
  const arrivals = sinks.arrivals(browsers);
  return { notifications, deliveries: expected.size, kills: dispatchers.kills, seconds: Math.round((Date.now() - begunAt) / 1_000), ...judge(expected, arrivals) };
}

/** What waits, of any kind; and the last has been answered. */
async function isOver(sql: Sql, sinks: Sinks): Promise<boolean> {
  const [{ waiting }] = (await sql`select (select count(*) from people.deliveries where done_at is null) + (select count(*) from people.outgoing_mails where mail is not null) as waiting`) as unknown as [{ waiting: string }];
  if (Number(waiting) > 0) return false;
  const before = sinks.smtp.received.length + sinks.push.brought.length;
  await delay(ANSWER_AFTER_MS * 4);
  return sinks.smtp.received.length + sinks.push.brought.length === before;
}

/** `MAIL p12@proof.example repere-345`: who is to hear of what, and how. */
const lineOf = (channel: string, to: string, mark: string) => `${channel} ${to} ${mark}`;

function judge(expected: ReadonlySet<string>, arrivals: readonly Arrival[]) {
  const kept = honoured(arrivals);
  const seen = new Map<string, number>();
  for (const { channel, to, marks } of kept) for (const mark of marks) seen.set(lineOf(channel, to, mark), (seen.get(lineOf(channel, to, mark)) ?? 0) + 1);
  return {
    arrivals: arrivals.length,
    again: arrivals.length - kept.length,
    missing: [...expected].filter((line) => !seen.has(line)).length,
    double: [...seen.values()].filter((count) => count > 1).length,
    astray: [...seen.keys()].filter((line) => !expected.has(line)).length,
  };
}

/** A tenth as many persons, each with an address, a telephone and a browser: what is urgent by all ways, the rest by the hour. */
async function told(db: Database, service: string, count: number, random: Random) {
  const at = Temporal.Now.instant();
  const people = Array.from({ length: Math.ceil(count / 10) }, (_, index) => ({ id: newId("person"), email: `p${index}@proof.example`, phone: `+336${String(index).padStart(8, "0")}`, browser: new BrowserUnderTest() }));
  const browserIds = new Map<PersonId, PushSubscriptionId>();
  for (let start = 0; start < people.length; start += 500) {
    const some = people.slice(start, start + 500);
    await db.insert(persons).values(some.map(({ id, email, phone }) => sealedPerson({ id, subject: `proof|${id}`, firstName: "Prénom", lastName: "Nom", email, phone })));
    await db.insert(grants).values(some.map(({ id }) => ({ personId: id, role: "TUTOR" as const })));
  }
  for (const { id, browser } of people) browserIds.set(id, await letWake(db, id, browser.at(service), at));
  const expected = new Set<string>();
  const lines = Array.from({ length: count }, (_, index): Told => {
    const { id: personId, email, phone, browser } = random.pick(people);
    const mark = `repere-${index}`;
    const isUrgent = random.chance(0.5);
    const channels = ["MAIL" as const, ...(random.chance(0.5) ? ["PUSH" as const] : []), ...(isUrgent && random.chance(0.3) ? ["SMS" as const] : [])];
    for (const channel of channels) expected.add(lineOf(channel, { MAIL: email, SMS: phone, PUSH: browser.id }[channel], mark));
    return {
      personId, role: "TUTOR", kind: isUrgent ? "ABSENCE" : "CANDIDATURE_RECEIVED", createdAt: at, details: { offerTitle: mark },
      by: channels.map((channel) => (channel === "PUSH" ? { channel, browser: browserIds.get(personId)! } : { channel })),
    };
  });
  await tell(db, lines);
  return { expected, browsers: new Map(people.map(({ browser }) => [browser.id, browser])) };
}

/** Processes, of which one at a time is killed without a word, whatever it is at, and started again. */
class Dispatchers {
  kills = 0;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #random: Random;
  readonly #killEveryMs: number;
  readonly #children: ChildProcess[] = [];
  readonly #stopping = new AbortController();
  #killing: Promise<void> = Promise.resolve();

  constructor(environment: Readonly<Record<string, string>>, random: Random, killEveryMs: number) {
    this.#environment = environment;
    this.#random = random;
    this.#killEveryMs = killEveryMs;
  }

  async start(): Promise<void> {
    for (let n = 0; n < DISPATCHERS; n += 1) this.#children.push(this.#spawn());
    await Promise.all(this.#children.map((child) => once(child, "message")));
    this.#killing = this.#killNowAndThen();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#killing;
    await Promise.all(this.#children.splice(0).map(kill));
  }

  #spawn(): ChildProcess {
    return spawn(process.execPath, ["--import", "tsx", "--import", THIRD_PARTY_IMPORTS, SCRIPT], { env: { ...process.env, ...this.#environment }, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  }

  async #killNowAndThen(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await delay(this.#random.int(this.#killEveryMs / 2, (this.#killEveryMs * 3) / 2), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const index = this.#random.int(0, DISPATCHERS - 1);
      await kill(this.#children[index]!);
      this.kills += 1;
      const child = (this.#children[index] = this.#spawn());
      // Otherwise none would come to anything where a process takes longer to start than to be killed.
      await once(child, "message");
    }
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
