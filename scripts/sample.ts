import { writeFileSync } from "node:fs";
import type { DocumentContent } from "@stages/documents/content.ts";
import { renderFrozen, renderSealable } from "@stages/documents/render.ts";
import { SAMPLE_AMENDMENT, SAMPLE_ATTESTATION, SAMPLE_CONVENTION, sampleEvidence } from "@stages/documents/samples.ts";
import { canonicalJson } from "@stages/kernel/digest.ts";
import { ConfigurationError } from "@stages/standalone/configuration-error.ts";
import { describeFailure } from "@stages/standalone/failure.ts";

const SAMPLES: Readonly<Record<string, DocumentContent>> = { convention: SAMPLE_CONVENTION, amendment: SAMPLE_AMENDMENT, attestation: SAMPLE_ATTESTATION };
const OPTIONS = { verifyUrl: "http://localhost:4000/verifier", isDemonstration: true };

/** `npm run sample -- convention FILE`: a document of made-up people with its page of evidence, to look at. */
try {
  const [kind, file] = process.argv.slice(2);
  const content = SAMPLES[kind ?? ""];
  if (!content || !file) throw new ConfigurationError(`Dites quel document, et où l'écrire : npm run sample -- ${Object.keys(SAMPLES).join("|")} FICHIER.`);
  const frozen = await renderFrozen(content, OPTIONS);
  const evidence = sampleEvidence(content, frozen);
  const pdf = await renderSealable(content, evidence, { frozen, proofs: canonicalJson(evidence.records) }, OPTIONS);
  writeFileSync(file, pdf);
  console.log(`${file} : ${pdf.length.toLocaleString("fr-FR")} octets.`);
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
