import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { NO_RATES } from "@stages/gateway/limits.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { startPlatform } from "@stages/standalone/platform.ts";
import { prepareDatabase } from "@stages/standalone/prepare-database.ts";
import { DEVELOPMENT_KEYS, readKeyring } from "@stages/vault/keyring.ts";
import { emailIndex, useKeyring } from "@stages/vault/vault.ts";
import postgres from "postgres";
import { control, promise } from "./proofs/promise.ts";
import { type Comparison, compareTimings, timeInTurns } from "./timing/compare-timings.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:timing -- [--times=N]`: whether the time of an answer tells who is known here. Each pair is asked in turns on loopback,
 * and must be told apart by chance alone; a server that answers earlier for who is unknown must not.
 */
const { times: asked } = parseArgs({ options: { times: { type: "string", default: "400" } } }).values;
const times = Number(asked);
/** Once in a thousand runs, chance alone breaks a promise. */
const SURE = 0.001;

useKeyring(readKeyring(DEVELOPMENT_KEYS));
const folder = mkdtempSync(join(tmpdir(), "stages-proof-"));
await using started = new AsyncDisposableStack();
started.defer(() => rmSync(folder, { recursive: true, force: true }));
const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), durability: "none" });
started.defer(() => server.stop());
const databaseUrl = server.url("timing");
await ensureDatabase(databaseUrl);
await prepareDatabase({ databaseUrl, clock: systemClock });
const platform = await startPlatform({ mode: "in-process", databaseUrl, port: 0, dataDir: folder, identity: { development: true, issuers: [] }, door: { liveLimits: NO_RATES } });
started.defer(() => platform.stop());

const world = demonstrationWorld({ today: civilDateOf(systemClock()) });
const representatives = new Set(world.legalRepresentatives.map(({ personId }) => personId));
const known = world.persons.filter(({ id, subject }) => representatives.has(id) && subject === null).map(({ email }) => email);
const unknown = known.map((email) => email.replace(/^./, (letter) => (letter === "x" ? "y" : "x")));
const nth = (addresses: readonly string[]) => (turn: number) => addresses[turn % addresses.length]!;

const answers = new Set<string>();
async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  answers.add(`${response.status} ${await response.text()}`);
}
const inWords = ({ knownMedian, unknownMedian, chance }: Comparison) => `${knownMedian.toFixed(4)} ms connu, ${unknownMedian.toFixed(4)} ms inconnu, par hasard ${(100 * chance).toFixed(2)} % (${times} de chaque)`;

async function compare(ask: (turn: number, isKnown: boolean) => unknown): Promise<Comparison> {
  await timeInTurns(20, (turn) => ask(turn, true), (turn) => ask(turn, false)); // the first are of who has just started
  answers.clear();
  return compareTimings(await timeInTurns(times, (turn) => ask(turn, true), (turn) => ask(turn, false)));
}

async function keep(name: string, ask: (turn: number, isKnown: boolean) => unknown): Promise<void> {
  const comparison = await compare(ask);
  const kept = comparison.chance >= SURE && answers.size <= 1;
  promise(name, { seen: `${inWords(comparison)}, ${answers.size} réponse(s) distincte(s)`, wanted: "une seule réponse, et des temps que le hasard explique", kept });
}

async function naive(name: string, ask: (turn: number, isKnown: boolean) => unknown): Promise<void> {
  const comparison = await compare(ask);
  control(name, { seen: inWords(comparison), broke: comparison.chance < SURE });
}

const link = (email: string) => ({ query: "mutation($email: String!) { requestPersonalLink(input: { email: $email }) { message } }", variables: { email } });
await keep("lien personnel demandé pour une adresse connue ou non", (turn, isKnown) => post(platform.url, link(nth(isKnown ? known : unknown)(turn))));

const forged = (sub: string) => `Bearer ${["eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9", Buffer.from(JSON.stringify({ sub, iss: "x", exp: 4_102_444_800 })).toString("base64url"), "A".repeat(86)].join(".")}`;
await keep("jeton forgé au nom de quelqu'un de connu ou non", (turn, isKnown) => post(platform.url, { query: "{ viewer { role } }" }, { authorization: forged(isKnown ? "ministry" : `nobody-${turn % 10}`) }));

const sql = postgres(databaseUrl, { max: 4 });
started.defer(() => sql.end());
await sql`create table public.letters (id bigint generated always as identity, address text, written timestamptz default now())`;
const early = createServer((request, response) => {
  const answer = async () => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { variables } = JSON.parse(Buffer.concat(parts).toString()) as { variables: { email: string } };
    const [person] = await sql`select id from people.persons where email_index = ${emailIndex(variables.email)}`;
    if (person) await sql`insert into public.letters (address) values (${variables.email})`;
    response.end("{}");
  };
  answer().catch(() => response.destroy());
});
early.listen(0, "127.0.0.1");
await once(early, "listening");
started.defer(async () => {
  early.closeAllConnections();
  early.close();
  await once(early, "close");
});
const earlyUrl = `http://127.0.0.1:${(early.address() as AddressInfo).port}/`;
await naive("un serveur qui n'écrit que pour une adresse connue", (turn, isKnown) => post(earlyUrl, link(nth(isKnown ? known : unknown)(turn))));

/** Long, so that what a comparison does after the first difference can be measured at all. */
const LENGTH = 1_000_000;
const right = Buffer.alloc(LENGTH, "a");
const wrongAtEnd = Buffer.concat([right.subarray(1), Buffer.from("b")]);
const wrongAtOnce = Buffer.concat([Buffer.from("b"), right.subarray(1)]);
await keep("empreinte qui diffère à la fin ou dès le début", (_turn, isKnown) => timingSafeEqual(right, isKnown ? wrongAtEnd : wrongAtOnce));
await naive("comparée octet par octet jusqu'à la première différence", (_turn, isKnown) => right.equals(isKnown ? wrongAtEnd : wrongAtOnce));
