import { readFileSync } from "node:fs";

/** `message` is the end of a French sentence: what is wrong with that variable, and what to do. */
export class InvalidSealingError extends Error {
  override readonly name = "InvalidSealingError";
  readonly variable: SealingVariable;

  constructor(variable: SealingVariable, message: string, options?: ErrorOptions) {
    super(message, options);
    this.variable = variable;
  }
}

export const SEALING_VARIABLES = ["STAGES_SEAL_KEY", "STAGES_SEAL_CERTIFICATE", "STAGES_TSA_URL", "STAGES_TSA_CERTIFICATE"] as const;
export type SealingVariable = (typeof SEALING_VARIABLES)[number];

/** What the platform seals with, as data: it can be handed to another process in JSON. */
export interface SealingSettings {
  /** Null for the development authority. */
  readonly key: KeySettings | null;
  /** Of a server of time-stamps (RFC 3161); null for level B-B. */
  readonly timeStampUrl: string | null;
  /** In PEM: whose time-stamps are believed, also once no more are asked for. */
  readonly timeStampCertificates: string | null;
}

export interface KeySettings {
  /** The key itself, in PEM, or the program that holds it. */
  readonly held: { readonly pem: string } | { readonly command: readonly [string, ...string[]] };
  /** In PEM: the key's own first; authorities of former ones may follow, whose seals are still believed. */
  readonly certificates: string;
}

/** How a program that holds the key is written in STAGES_SEAL_KEY. */
const COMMAND = "exec:";

export interface Where {
  readonly production: boolean;
  /** The text of a file that a variable names. */
  readonly readFile?: (name: string) => string;
}

/** Throws InvalidSealingError. In production a key of one's own is wanted: nobody believes the development authority. */
export function readSealing(read: (variable: SealingVariable) => string | null, { production, readFile = (name) => readFileSync(name, "utf8") }: Where): SealingSettings {
  const fileOf = (variable: SealingVariable, name: string): string => {
    try {
      return readFile(name);
    } catch (error) {
      throw new InvalidSealingError(variable, `ce fichier ne peut pas être lu (${(error as NodeJS.ErrnoException).code})`, { cause: error });
    }
  };
  return { key: keyOf(read, production, fileOf), ...timeStampsOf(read, fileOf) };
}

type Read = (variable: SealingVariable) => string | null;
type FileOf = (variable: SealingVariable, name: string) => string;

function keyOf(read: Read, production: boolean, fileOf: FileOf): KeySettings | null {
  const key = read("STAGES_SEAL_KEY");
  const certificate = read("STAGES_SEAL_CERTIFICATE");
  if (key === null && certificate === null && !production) return null;
  if (key === null) throw new InvalidSealingError("STAGES_SEAL_KEY", "elle manque : donnez le fichier PEM de la clé du sceau, ou exec: suivi du programme qui la détient");
  if (certificate === null) throw new InvalidSealingError("STAGES_SEAL_CERTIFICATE", "elle manque : donnez le fichier PEM du certificat du sceau, suivi de ceux qui le garantissent");
  const certificates = fileOf("STAGES_SEAL_CERTIFICATE", certificate);
  if (!key.startsWith(COMMAND)) return { held: { pem: fileOf("STAGES_SEAL_KEY", key) }, certificates };
  const [program, ...args] = key.slice(COMMAND.length).trim().split(/\s+/);
  if (!program) throw new InvalidSealingError("STAGES_SEAL_KEY", "exec: est suivi d'un programme et de ses arguments");
  return { held: { command: [program, ...args] }, certificates };
}

function timeStampsOf(read: Read, fileOf: FileOf): Pick<SealingSettings, "timeStampUrl" | "timeStampCertificates"> {
  const text = read("STAGES_TSA_URL");
  const certificate = read("STAGES_TSA_CERTIFICATE");
  const timeStampCertificates = certificate === null ? null : fileOf("STAGES_TSA_CERTIFICATE", certificate);
  if (text === null) return { timeStampUrl: null, timeStampCertificates };
  if (timeStampCertificates === null) throw new InvalidSealingError("STAGES_TSA_CERTIFICATE", "elle manque : donnez le fichier PEM des autorités dont l'horodatage fait foi");
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new InvalidSealingError("STAGES_TSA_URL", "donnez l'adresse complète du serveur d'horodatage (RFC 3161), comme https://horodatage.example/tsa");
  return { timeStampUrl: url.href, timeStampCertificates };
}
