import { createHash, generateKeyPairSync, type KeyObject, sign, type X509Certificate } from "node:crypto";
import { PDF, StandardFonts } from "@libpdf/core";
import { signContent, type SignedContent } from "./cms.ts";
import { type CertificateDemand, makeCertificate } from "./make-certificate.ts";
import type { SealingKey } from "./sealing-key.ts";

/** Debian's verifiers judge by the machine's clock: certificates that they are shown are of now. */
export const NOW = Temporal.Now.instant().round("second");

const PROOFS = Buffer.from(JSON.stringify({ records: [1, 2, 3] }));

/** A PDF of a page and a file attached, as a document before its seal. */
export async function aPdf({ text = "Convention de stage", proofs = PROOFS, useXRefStream = false }: { readonly text?: string; readonly proofs?: Uint8Array; readonly useXRefStream?: boolean } = {}): Promise<Uint8Array> {
  const pdf = PDF.create();
  pdf.addPage({ size: "a4" }).drawText(text, { x: 60, y: 700, font: StandardFonts.Helvetica });
  pdf.attachments.add("preuves.json", proofs, { mimeType: "application/json" });
  return pdf.save({ useXRefStream });
}

export interface TestAuthority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  issue(demand?: Partial<CertificateDemand>): { readonly certificate: X509Certificate; readonly key: KeyObject };
  /** A key whose certificate it vouches for. */
  sealingKey(demand?: Partial<CertificateDemand>): SealingKey;
}

const newPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const name = (commonName: string) => ({ commonName, organization: "Essais" });

const years = (now: Temporal.Instant, count: number) => now.add({ hours: 24 * 365 * count });

export function anAuthority({ now = NOW, issuer = null, commonName = "Autorité d'essai" }: { readonly now?: Temporal.Instant; readonly issuer?: CertificateDemand["issuer"]; readonly commonName?: string } = {}): TestAuthority {
  const { publicKey, privateKey: key } = newPair();
  const certificate = makeCertificate({ name: name(commonName), publicKey, use: "AUTHORITY", from: years(now, -5), until: years(now, 5), issuer, key });
  const issue: TestAuthority["issue"] = (demand = {}) => {
    const pair = newPair();
    const issued = makeCertificate({ name: name("Sceau d'essai"), publicKey: pair.publicKey, use: "SEAL", from: years(now, -2), until: years(now, 2), issuer: { certificate, key }, ...demand });
    return { certificate: issued, key: pair.privateKey };
  };
  const sealingKey: TestAuthority["sealingKey"] = (demand) => {
    const issued = issue(demand);
    return { chain: [issued.certificate, certificate], sign: async (data) => sign("sha256", data, issued.key) };
  };
  return { certificate, key, issue, sealingKey };
}

export const SEALING = { reason: "Scellé par la plateforme (essai)", location: "France", at: NOW, timeStamping: null } as const;

export interface ByteChange {
  readonly at: number;
  readonly to: number;
}

/** As many changes of one byte as are asked for, anywhere but in the hole; the same for the same seed. */
export function changesOf(sealed: Uint8Array, hole: { readonly from: number; readonly to: number }, { seed, count }: { readonly seed: string; readonly count: number }): readonly ByteChange[] {
  const signed = sealed.length - (hole.to - hole.from);
  return Array.from({ length: count }, (_, index) => {
    const drawn = createHash("sha256").update(`${seed}/${index}`).digest();
    const place = drawn.readUInt32BE(0) % signed;
    const at = place < hole.from ? place : place + hole.to - hole.from;
    // Any other value of that byte, each as likely.
    return { at, to: (sealed[at]! + 1 + (drawn.readUInt32BE(4) % 255)) % 256 };
  });
}

export function withChange(sealed: Uint8Array, { at, to }: ByteChange): Uint8Array {
  const changed = Uint8Array.from(sealed);
  changed[at] = to;
  return changed;
}

export type ByteRange = readonly [start: number, before: number, from: number, behind: number];

export interface SigningAgain extends Omit<SignedContent, "digest"> {
  /** Where the signature stands. */
  readonly hole: { readonly from: number; readonly to: number };
  /** What it says that it covers. */
  readonly range: ByteRange;
}

/** The same file signed again by whoever has the key, over a range of their choice. */
export async function signedAgain(pdf: Uint8Array, { hole, range, key, timeStamp }: SigningAgain): Promise<Uint8Array> {
  const changed = Buffer.from(pdf);
  const at = changed.lastIndexOf("/ByteRange [");
  changed.write(`/ByteRange [${range.join(" ")}]`.padEnd(changed.indexOf("\n", at) - at, " "), at, "latin1");
  const [start, before, from, behind] = range;
  const digest = createHash("sha256").update(changed.subarray(start, start + before)).update(changed.subarray(from, from + behind)).digest();
  const cms = Buffer.from(await signContent({ digest, key, timeStamp })).toString("hex");
  changed.write(cms.padEnd(hole.to - hole.from - 2, "0"), hole.from + 1, "latin1");
  return changed;
}

/** Where the last signature of a PDF stands, as its own text says it. */
export function holeIn(pdf: Uint8Array): { readonly from: number; readonly to: number } {
  const [, from, to] = [...Buffer.from(pdf).toString("latin1").matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+) *\]/g)].at(-1)!.map(Number) as unknown as [number, number, number];
  return { from, to };
}
