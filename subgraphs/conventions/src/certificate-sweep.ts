import { CertificateWatch } from "@stages/seal/certificate-watch.ts";
import { SEAL_WATCHED } from "@stages/seal/open-sealing.ts";
import type { Sweep } from "@stages/subgraph/create-subgraph.ts";
import type { Papers } from "./papers.ts";

const EVERY_MS = 3_600_000;

/** Nothing failed, and a person has to do something before it does. */
class CertificateWarning extends Error {
  override readonly name = "CertificateWarning";
}

/** Says thirty, seven and one day before that what the platform seals with ends, and each day once it has. */
export function certificateSweep(papers: () => Papers, onFailure: (warning: Error) => void): Sweep {
  let watch: CertificateWatch | null = null;
  return {
    everyMs: EVERY_MS,
    async run(_, now) {
      const { key, timeStamping, trusted } = papers().sealing;
      watch ??= new CertificateWatch([
        ...key.chain.map((certificate) => ({ ...SEAL_WATCHED, certificate })),
        ...(timeStamping ? trusted.timeStamps : []).map((certificate) => ({ of: "de l'horodatage", certificate, consequence: "aucun horodatage n'est cru, et rien n'est scellé", variable: "STAGES_TSA_CERTIFICATE" })),
      ]);
      for (const sentence of watch.due(now)) onFailure(new CertificateWarning(sentence));
    },
  };
}
