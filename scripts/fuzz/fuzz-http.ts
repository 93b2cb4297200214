import * as fc from "fast-check";
import { faultsOf, isUnexpectedLine, codesIn } from "./invariants.ts";
import { type Exchange, exchange, type RawAnswer } from "./raw-exchange.ts";
import { type KnownToFuzzer, type RawRequest, rawRequests } from "./raw-requests.ts";
import { counts } from "./counts.ts";

export interface FuzzedPort extends KnownToFuzzer {
  readonly name: string;
  readonly port: number;
  /** Asked after each lot: whether the server is the same one, and what it wrote. */
  readonly lives: () => boolean;
  readonly lines: readonly string[];
}

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  readonly path?: string | undefined;
  /** Told of every fault, and none ends the run: to see all that is wrong at once. */
  readonly gather?: ((fault: string) => void) | undefined;
}

export interface Fuzzed {
  readonly sent: number;
  readonly statuses: ReadonlyMap<string, number>;
  readonly codes: ReadonlyMap<string, number>;
  /** The smallest that breaks something, and what it breaks; null where nothing does. */
  readonly fault: { readonly what: string; readonly counterexample: string; readonly replay: string } | null;
}

const AT_ONCE = 10;
/** A smaller lot that fails is worth a while. */
const SHRINKING_MS = 30_000;

/** Pages, scripts, lists of the development: what is there to be shown, the same to everyone. What the graph says is none of it. */
const isPage = ({ status, contentType, text }: RawAnswer) => status < 400 && !/event-stream|multipart/.test(contentType) && !/^\s*\{"(data|errors)"/.test(text);
const isOwnWord = (lines: readonly string[]) => lines.filter(isUnexpectedLine);

/** Requests drawn by their seed, some at once, until one lot breaks a promise; then the smallest lot that does. */
export async function fuzzHttp(fuzzed: FuzzedPort, { requests, seed, path, gather }: FuzzOptions): Promise<Fuzzed> {
  const statuses = counts();
  const codes = counts();
  let sent = 0;
  let failedAt: number | null = null;
  const property = fc.asyncProperty(fc.array(rawRequests(fuzzed), { minLength: 1, maxLength: AT_ONCE, size: "max" }), async (lot) => {
    if (failedAt !== null && performance.now() - failedAt > SHRINKING_MS) return;
    const linesBefore = fuzzed.lines.length;
    const exchanges = await Promise.all(lot.map((request) => exchange(fuzzed.port, request)));
    sent += lot.length;
    for (const { answers } of exchanges) {
      for (const { status, text } of answers) {
        statuses.add(String(status));
        for (const code of codesIn(text)) codes.add(code);
      }
      if (answers.length === 0) statuses.add("closed without a word");
    }
    const faults = [
      ...exchanges.flatMap((done, index) => faultsOfExchange(done, lot[index]!)),
      ...isOwnWord(fuzzed.lines.slice(linesBefore)).map((line) => `the log: ${line.slice(0, 600)}`),
      ...(fuzzed.lives() ? [] : [`the server ended: ${fuzzed.lines.slice(-10).join("\n")}`]),
    ];
    if (gather) faults.forEach(gather);
    else if (faults.length > 0) {
      failedAt ??= performance.now();
      throw new Error(faults.slice(0, 5).join("\n"));
    }
  });
  let details = await fc.check(property, { seed, numRuns: Math.ceil(requests / AT_ONCE), ...(path !== undefined && { path }) });
  // Lots are of any size: as many more as it takes.
  for (let round = 1; !details.failed && sent < requests && path === undefined; round += 1) details = await fc.check(property, { seed: seed + round, numRuns: Math.ceil((requests - sent) / AT_ONCE) });
  const fault = details.failed ? { what: String((details.errorInstance as Error | null)?.message), counterexample: shown(details.counterexample?.[0] ?? []), replay: `seed ${details.seed}, path ${details.counterexamplePath}` } : null;
  return { sent, statuses: statuses.sorted(), codes: codes.sorted(), fault };
}

function faultsOfExchange({ answers, hung }: Exchange, request: RawRequest): string[] {
  return [
    ...(hung ? [`no end within the bound: ${shownOne(request)}`] : []),
    ...(request.whole && answers.length === 0 ? [`no answer: ${shownOne(request)}`] : []),
    ...answers.flatMap((answer) => faultsOf({ ...answer, isPage: isPage(answer) })).map((fault) => `${fault}\n  asked by ${shownOne(request)}`),
  ];
}

const shownOne = ({ bytes, kind }: RawRequest) => `(${kind}) ${JSON.stringify(bytes.subarray(0, 700).toString("latin1"))}${bytes.length > 700 ? `… ${bytes.length} bytes` : ""}`;
const shown = (lot: readonly RawRequest[]) => lot.map(shownOne).join("\n");
