import type { EvidenceCapacity, EvidenceLine, EvidencePage } from "./content.ts";
import { instantInFrench, secondInFrench } from "./french.ts";

const CAPACITIES: Record<EvidenceCapacity, string> = {
  SCHOOL_HEAD: "Pour l’établissement",
  HOST_MANAGER: "Pour la structure d’accueil",
  STUDENT: "Élève",
  LEGAL_REPRESENTATIVE: "Représentant légal",
};

const CHANNELS: Record<EvidenceLine["channel"], string> = {
  MAIL: "code à usage unique reçu par courriel",
  SMS: "code à usage unique reçu par SMS",
  PAPER: "sur papier",
  NONE: "sans code à usage unique",
};

const KINDS: Record<EvidenceLine["kind"], string> = {
  SIGNED: "Signature",
  REFUSED: "Refus de signer",
  PAPER: "Document signé sur papier",
};

export function evidenceView({ documentHash, head, records, authority, sealedAt, level }: EvidencePage) {
  return {
    documentHash,
    head,
    authority: authority.name,
    isDevelopment: authority.isDevelopment,
    sealedAt: secondInFrench(sealedAt),
    isTimestamped: level === "B-T",
    level,
    records: records.map(({ seq, kind, capacity, signerName, byDelegation, at, channel, address, hash, previousHash }) => ({
      seq,
      kind: KINDS[kind],
      isSignature: kind === "SIGNED",
      capacity: CAPACITIES[capacity],
      box: boxOf(capacity),
      signerName,
      byDelegation,
      at: secondInFrench(at),
      on: instantInFrench(at),
      channel: CHANNELS[channel],
      address,
      hash,
      previousHash,
    })),
  };
}

/** Where a signature stands at the foot of the document. */
function boxOf(capacity: EvidenceCapacity): "school" | "host" | "family" {
  if (capacity === "SCHOOL_HEAD") return "school";
  return capacity === "HOST_MANAGER" ? "host" : "family";
}
