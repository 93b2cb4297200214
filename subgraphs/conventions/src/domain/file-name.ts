import { frenchDate } from "@stages/kernel/civil-time.ts";
import type { DocumentKind } from "./document.ts";

const TITLES: Readonly<Record<DocumentKind, (rank: number) => string>> = {
  CONVENTION: () => "Convention de stage",
  AMENDMENT: (rank) => `Avenant n° ${rank} à la convention de stage`,
  ATTESTATION: () => "Attestation de stage",
};

export interface NamedStage {
  readonly firstName: string;
  readonly lastName: string;
  readonly firstDay: Temporal.PlainDate;
}

/** « Convention de stage – Lina M. – 14 juin 2027.pdf ». Without the name where the student is not known any more. */
export const documentFileName = (kind: DocumentKind, rank: number, stage: NamedStage | null): string => fileName(TITLES[kind](rank), stage, "pdf");

/** What stands in no name of a file on any system is left out. */
export function fileName(title: string, stage: NamedStage | null, extension: string): string {
  const named = stage ? [`${stage.firstName} ${stage.lastName.slice(0, 1)}.`, frenchDate(stage.firstDay)] : [];
  return `${[title, ...named].join(" – ").replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, "")}.${extension}`;
}
