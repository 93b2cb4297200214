import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { DocumentContent } from "@stages/documents/content.ts";
import { renderFrozen, renderSealable } from "@stages/documents/render.ts";
import { SAMPLE_AMENDMENT, SAMPLE_ATTESTATION, SAMPLE_CONVENTION, sampleEvidence } from "@stages/documents/samples.ts";
import { canonicalJson } from "@stages/kernel/digest.ts";
import { openDevelopmentAuthority } from "@stages/seal/development-authority.ts";
import { seal } from "@stages/seal/seal.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";
import { LETTERS, sampleLetter } from "./sample-letter.ts";

const SAMPLES: Readonly<Record<string, DocumentContent>> = { convention: SAMPLE_CONVENTION, amendment: SAMPLE_AMENDMENT, attestation: SAMPLE_ATTESTATION };
const OPTIONS = { verifyUrl: "http://localhost:4000/verifier", isDemonstration: true };
const CERTIFICATE = "autorite-de-developpement.pem";

/**
 * `npm run sample -- convention FILE`: a document of made-up people, signed and sealed, for a person to look at and a
 * verifier to check; the certificate of the authority that vouches for its seal is written beside it. `npm run sample --
 * letter ABSENCE FILE`: a letter as its reader's mail program shows it, in HTML.
 */
try {
  const [kind, file] = process.argv.slice(2);
  if (kind === "letter") writeLetter(process.argv[3], process.argv[4]);
  else await writeDocument(kind, file);
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}

function writeLetter(name: string | undefined, file: string | undefined): void {
  if (!name || !LETTERS.includes(name) || !file) throw new ConfigurationError(`Dites quelle lettre, et où l'écrire : npm run sample -- letter ${LETTERS.join("|")} FICHIER.`);
  const { subject, html } = sampleLetter(name);
  writeFileSync(file, html);
  console.log(`${file} : « ${subject} ».`);
}

async function writeDocument(kind: string | undefined, file: string | undefined): Promise<void> {
  const content = SAMPLES[kind ?? ""];
  if (!content || !file) throw new ConfigurationError(`Dites quel document, et où l'écrire : npm run sample -- ${Object.keys(SAMPLES).join("|")} FICHIER, ou npm run sample -- letter.`);
  const folder = mkdtempSync(join(tmpdir(), "stages-sample-"));
  try {
    const now = Temporal.Now.instant();
    const { key, certificate } = openDevelopmentAuthority(folder, now);
    const frozen = await renderFrozen(content, OPTIONS);
    const evidence = { ...sampleEvidence(content, frozen), sealedAt: now.toString() };
    const sealable = await renderSealable(content, evidence, { frozen, proofs: canonicalJson(evidence.records) }, OPTIONS);
    const { pdf, level } = await seal(sealable, { key, timeStamping: null, reason: "Signé par toutes les parties", location: "France", at: now });
    const beside = join(dirname(resolve(file)), CERTIFICATE);
    writeFileSync(file, pdf);
    writeFileSync(beside, certificate.toString());
    console.log(`${file} : ${pdf.length.toLocaleString("fr-FR")} octets, scellé (PAdES ${level}) par une autorité de développement, sans valeur.`);
    console.log(`${beside} : son certificat. « pdfsig ${file} » lit le sceau.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
