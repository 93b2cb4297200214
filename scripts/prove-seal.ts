import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { seal } from "@stages/seal/seal.ts";
import { anAuthority, aPdf, changesOf, holeIn, SEALING, withChange } from "@stages/seal/seal-under-test.ts";
import { HAS_VERIFIERS, openVerifiers, opensslAccepts, pdfsigAccepts } from "@stages/seal/verifiers-under-test.ts";
import { verifySeal } from "@stages/seal/verify-seal.ts";
import { median } from "./bench/lib/median.ts";
import { promise } from "./proofs/promise.ts";
import "./proofs/leave-nothing.ts";

/**
 * `npm run prove:seal -- [--changes=1000] [--rounds=7]`: every verifier is shown every change, where the tests
 * show ours all of them and the others a sample; then how many seals a second, the median of the rounds.
 */
const { values } = parseArgs({ options: { changes: { type: "string", default: "1000" }, rounds: { type: "string", default: "7" } } });
const count = Number(values.changes);
const rounds = Number(values.rounds);
const SECONDS = 1;
/** Of what a document carries: the frozen PDF, which does not compress any more. */
const ATTACHED = 60_000;

const authority = anAuthority();
const key = authority.sealingKey();
const trusted = { seals: [authority.certificate], timeStamps: [] };
const pdf = await aPdf({ proofs: randomBytes(ATTACHED) });
const sealed = (await seal(pdf, { ...SEALING, key })).pdf;
using verifiers = await openVerifiers(authority.certificate);

type Verdict = (bytes: Uint8Array) => Promise<boolean>;
const VERDICTS: Readonly<Record<string, Verdict>> = {
  verifySeal: async (bytes) => (await verifySeal(bytes, trusted)).isGenuine,
  ...(HAS_VERIFIERS ? { pdfsig: async (bytes) => pdfsigAccepts(await verifiers.pdfsig(bytes)), "openssl cms": async (bytes) => opensslAccepts(await verifiers.openssl(bytes)) } : {}),
};

const changes = changesOf(sealed, holeIn(sealed), { seed: "seal", count });
for (const [name, accepts] of Object.entries(VERDICTS)) {
  const whole = await accepts(sealed);
  let accepted = 0;
  const left = [...changes];
  const work = async () => {
    for (let change = left.pop(); change; change = left.pop()) if (await accepts(withChange(sealed, change))) accepted += 1;
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  promise(`${name}, changements d'un octet acceptés`, { seen: `${accepted} sur ${count}, le document entier ${whole ? "accepté" : "REFUSÉ"}`, wanted: "0", kept: whole && accepted === 0 });
}

async function perSecond(act: () => Promise<unknown>): Promise<number> {
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    let done = 0;
    for (; performance.now() - from < SECONDS * 1_000; done += 1) await act();
    measured.push((done * 1_000) / (performance.now() - from));
  }
  return median(measured);
}

const written = (value: number) => value.toFixed(0);
console.log(`Un PDF de ${written(pdf.length / 1_000)} ko, médiane de ${rounds} tours d'une seconde :`);
console.log(`  ${written(await perSecond(() => seal(pdf, { ...SEALING, key })))} sceaux par seconde (B-B, P-256)`);
console.log(`  ${written(await perSecond(() => verifySeal(sealed, trusted)))} vérifications par seconde`);
