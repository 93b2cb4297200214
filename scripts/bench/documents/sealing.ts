import { webcrypto, type X509Certificate } from "node:crypto";
import { CryptoKeySigner, PDF } from "@libpdf/core";
import { keyFromPem } from "@stages/seal/key-from-pem.ts";
import { anAuthority, NOW, SEALING } from "@stages/seal/seal-under-test.ts";
import { seal } from "@stages/seal/seal.ts";
import { verifySeal } from "@stages/seal/verify-seal.ts";
import type { BenchmarkRun } from "../lib/benchmark.ts";
import { median } from "../lib/median.ts";
import { perSecond } from "./drawing.ts";

export interface SealingFigures {
  readonly ours: number;
  readonly libpdf: number;
  readonly verified: number;
}

/** Seals a second of one file with one key of P-256 and its certificates: ours, and libpdf's own `sign`, by turns. */
export async function measureSealing(run: BenchmarkRun, pdf: Uint8Array): Promise<SealingFigures> {
  const authority = anAuthority();
  const { certificate, key: privateKey } = authority.issue();
  // Both sign in the background, as a server does that answers others meanwhile.
  const key = keyFromPem(privateKey.export({ type: "pkcs8", format: "pem" }) as string, `${certificate}${authority.certificate}`);
  const ours = async () => (await seal(pdf, { ...SEALING, key })).pdf;

  const cryptoKey = await webcrypto.subtle.importKey("pkcs8", privateKey.export({ type: "pkcs8", format: "der" }), { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const signer = new CryptoKeySigner(cryptoKey, der(certificate), "EC", "ECDSA", [der(authority.certificate)]);
  const { reason, location } = SEALING;
  const libpdf = async () => (await (await PDF.load(pdf)).sign({ signer, reason, location, signingTime: new Date(NOW.epochMilliseconds), level: "B-B" })).bytes;

  const trusted = { seals: [authority.certificate], timeStamps: [] };
  const sealed = await ours();
  if (!(await verifySeal(sealed, trusted)).isGenuine) throw new Error("Our own seal is not believed");
  if ((await libpdf()).length <= pdf.length) throw new Error("libpdf did not sign");

  const rounds: SealingFigures[] = [];
  for (let round = -1; round < run.rounds; round += 1) {
    const figures = {
      ours: await perSecond(run.secondsPerRound, 1, ours),
      libpdf: await perSecond(run.secondsPerRound, 1, libpdf),
      verified: await perSecond(run.secondsPerRound, 1, () => verifySeal(sealed, trusted)),
    };
    if (round >= 0) rounds.push(figures);
  }
  const of = (name: keyof SealingFigures) => median(rounds.map((round) => round[name]));
  return { ours: of("ours"), libpdf: of("libpdf"), verified: of("verified") };
}

const der = ({ raw }: X509Certificate) => new Uint8Array(raw);
