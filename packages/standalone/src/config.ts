import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { DocumentsPolicy } from "@stages/gateway/trusted-documents.ts";
import type { Issuer } from "@stages/identity/issuer.ts";
import { InvalidIssuersError, readIssuers } from "@stages/identity/read-issuers.ts";
import { readSealing, SEALING_VARIABLES, type SealingSettings, type SealingVariable } from "@stages/seal/read-sealing.ts";
import { readTelemetry, TelemetryConfigurationError, type TelemetrySettings } from "@stages/telemetry/start-telemetry.ts";
import { TracingConfigurationError } from "@stages/telemetry/tracing-settings.ts";
import { InvalidKeyringError, readKeyring } from "@stages/vault/keyring.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { sealingFailure } from "./sealing-failure.ts";
import { withSecretFiles } from "./secret-files.ts";

export interface Configuration {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Absolute. Holds the embedded PostgreSQL and the development issuer's keys. */
  readonly dataDir: string;
  /** Null for the embedded server. */
  readonly databaseUrl: string | null;
  /** The same database for the statements of requests, through a pooler of transactions; `{subgraph}` in it is each one's name. */
  readonly databaseRequestsUrl: string | null;
  /** A copy of it for what requests read, through a pooler too. */
  readonly databaseReadsUrl: string | null;
  /** Where the log of facts is kept; null for the database. */
  readonly natsUrl: string | null;
  /** No persona, no development token, no demonstration data. */
  readonly production: boolean;
  /** Whose access tokens are believed; in development, besides those of the personas. */
  readonly issuers: readonly Issuer[];
  /** The keyring, in JSON and known to be one, under which personal data is kept; null for the public one of development. */
  readonly keys: string | null;
  /** Where people reach the platform, in the links of its mail; null in development, for the gateway's own address. */
  readonly publicUrl: string | null;
  /** Whether mail leaves, by `STAGES_SMTP_URL`; `people` reads it, and development keeps it in its mailbox. */
  readonly sendsMail: boolean;
  /** What documents are sealed with; its `key` is null for the development authority. */
  readonly sealing: SealingSettings;
  /** Whether codes leave by SMS, by `STAGES_SMS_URL`; read by whoever sends them. */
  readonly sendsSms: boolean;
  /** The hosts of push services that browsers may name; null for those that are known. Read by whoever posts there. */
  readonly pushServices: readonly string[] | null;
  /** The origins of other sites whose pages may ask the graph and read its answers. */
  readonly allowedOrigins: readonly string[];
  /** How it logs, and where its metrics are read; traces go by OpenTelemetry's own variables. */
  readonly telemetry: TelemetrySettings;
  /** How many proxies of our own stand before the gateway: as many addresses of X-Forwarded-For are believed. */
  readonly trustedProxies: number;
  /** For how many seconds, once it is told to stop, it says that it is not ready and answers as ever. */
  readonly drainSeconds: number;
  /** Whose documents are answered: anyone's within the limits, or those of our own clients alone. */
  readonly documents: DocumentsPolicy;
  /** Whether the graph tells its schema to whoever asks. */
  readonly introspection: boolean;
  /** The bootstrap that started this process, whose end is ours too. */
  readonly launcherPid: number | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

const OURS = ["STAGES_ALLOWED_ORIGINS", "STAGES_DATA_DIR", "STAGES_DRAIN_SECONDS", "STAGES_DOCUMENTS", "STAGES_INTROSPECTION", "STAGES_ISSUERS", "STAGES_KEYS", "STAGES_LOG_LEVEL", "STAGES_MAIL_FROM", "STAGES_METRICS_PORT", "STAGES_PUBLIC_URL", "STAGES_PUSH_SERVICES", ...SEALING_VARIABLES, "STAGES_SMS_TOKEN", "STAGES_SMS_URL", "STAGES_SMTP_URL", "STAGES_TRUSTED_PROXIES"];
/** Set by the bootstrap, and nobody else's to set. */
const LAUNCHER_PID = "STAGES_LAUNCHER_PID";

/** The one reader of the environment. An empty variable counts as absent, as shells and Compose files produce them. */
export function readConfiguration(given: Environment): Configuration {
  const environment = withSecretFiles(given);
  const read = (name: string) => environment[name]?.trim() || null;
  const unknown = Object.keys(environment).find((name) => name.startsWith("STAGES_") && name !== LAUNCHER_PID && !OURS.includes(name));
  // Its value is not repeated: a name misspelt may hold keys.
  if (unknown) throw new ConfigurationError(`La variable ${unknown} n'existe pas : il existe ${OURS.join(", ")}.`);
  const publicUrl = publicUrlOf(read("STAGES_PUBLIC_URL"));
  return {
    host: read("HOST") ?? "127.0.0.1",
    port: portOf(read("PORT") ?? "4000"),
    dataDir: resolve(read("STAGES_DATA_DIR") ?? ".data"),
    databaseUrl: databaseUrlOf("DATABASE_URL", read("DATABASE_URL")),
    databaseRequestsUrl: besideTheDatabase("DATABASE_REQUESTS_URL", read),
    databaseReadsUrl: besideTheDatabase("DATABASE_READS_URL", read),
    natsUrl: natsUrlOf(read("NATS_URL")),
    production: isProduction(read("NODE_ENV")),
    issuers: issuersOf(read("STAGES_ISSUERS")),
    keys: keysOf(read("STAGES_KEYS")),
    publicUrl,
    sendsMail: sendsMail(read("STAGES_SMTP_URL"), read("STAGES_MAIL_FROM"), publicUrl),
    sealing: sealingOf(read),
    sendsSms: sendsSms(read("STAGES_SMS_URL"), read("STAGES_SMS_TOKEN"), read("STAGES_SMTP_URL")),
    pushServices: pushServicesOf(read("STAGES_PUSH_SERVICES")),
    allowedOrigins: allowedOriginsOf(read("STAGES_ALLOWED_ORIGINS")),
    telemetry: telemetryOf(environment, portOf(read("PORT") ?? "4000")),
    trustedProxies: trustedProxiesOf(read("STAGES_TRUSTED_PROXIES") ?? "0"),
    drainSeconds: drainSecondsOf(read("STAGES_DRAIN_SECONDS") ?? "0"),
    documents: documentsOf(read("STAGES_DOCUMENTS") ?? "open"),
    introspection: introspectionOf(read("STAGES_INTROSPECTION")) ?? !isProduction(read("NODE_ENV")),
    launcherPid: Number(read(LAUNCHER_PID)) || null,
  };
}

function wrong(name: string, value: string, remedy: string): ConfigurationError {
  return new ConfigurationError(`La variable ${name} vaut « ${value} » : ${remedy}.`);
}

/** The keys themselves, in JSON, or the name of the file they are in. Neither is repeated: it may be a key. */
function keysOf(text: string | null): string | null {
  if (text === null) return null;
  try {
    const keys = text.startsWith("{") ? text : readFileSync(text, "utf8");
    readKeyring(keys);
    return keys;
  } catch (error) {
    if (error instanceof InvalidKeyringError) throw wrong("STAGES_KEYS", "…", `${error.message} ; « npm run keys » en fait un nouveau`);
    throw wrong("STAGES_KEYS", "…", `ce fichier ne peut pas être lu (${(error as NodeJS.ErrnoException).code}) ; donnez un fichier de clés, fait par « npm run keys », ou son contenu`);
  }
}

/** That production has a key of its own is asked for where its other conditions are. */
function sealingOf(read: (variable: SealingVariable) => string | null): SealingSettings {
  try {
    return readSealing(read, { production: false });
  } catch (error) {
    throw sealingFailure(error);
  }
}

function telemetryOf(environment: Environment, port: number): TelemetrySettings {
  try {
    const settings = readTelemetry(environment);
    if (settings.metrics && settings.metrics.port !== 0 && settings.metrics.port === port) throw wrong("STAGES_METRICS_PORT", String(port), "c'est le port du public, où les mesures ne sont pas lues ; donnez-en un autre, par exemple 9464");
    return settings;
  } catch (error) {
    if (error instanceof TelemetryConfigurationError || error instanceof TracingConfigurationError) throw new ConfigurationError(error.message);
    throw error;
  }
}

function publicUrlOf(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username) return url.origin;
  throw wrong("STAGES_PUBLIC_URL", text, "donnez l'adresse à laquelle le public ouvre la plateforme, sans chemin, comme https://stages.example");
}

/** Whole and in clear, one by one: a pattern would let in whoever takes a name under it. Without TLS, this machine's own pages alone. */
function allowedOriginsOf(text: string | null): readonly string[] {
  const origins = text?.split(",").map((origin) => origin.trim()) ?? [];
  const isSafe = (origin: string) => {
    const url = URL.parse(origin);
    return url !== null && url.origin === origin && !origin.includes("*") && (url.protocol === "https:" || (url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)));
  };
  if (origins.every(isSafe)) return origins;
  throw wrong("STAGES_ALLOWED_ORIGINS", text!, "donnez des adresses sans chemin ni barre finale, séparées par des virgules, comme https://app.example,https://autre.example ; « * » n'est pas accepté, et sans https, les pages de cette machine seules");
}

function sendsMail(smtpUrl: string | null, from: string | null, publicUrl: string | null): boolean {
  if (from !== null && !/^[^\s@<>]+@[^\s@<>]+$/.test(from)) throw wrong("STAGES_MAIL_FROM", from, "donnez une adresse électronique seule, comme ne-pas-repondre@stages.example");
  if (smtpUrl === null) return false;
  const url = URL.parse(smtpUrl);
  // Never repeated: it may hold a password.
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname) throw wrong("STAGES_SMTP_URL", "…", "donnez une adresse complète, comme smtps://compte:motdepasse@serveur:465");
  if (publicUrl === null) throw new ConfigurationError("La variable STAGES_PUBLIC_URL manque : avec STAGES_SMTP_URL, les courriels partent, et leurs liens doivent mener quelque part.");
  return true;
}

/** Beside SMTP alone: what is held without it is read in the development mailbox, short messages too. */
function sendsSms(smsUrl: string | null, token: string | null, smtpUrl: string | null): boolean {
  if (smsUrl === null) {
    if (token !== null) throw new ConfigurationError("La variable STAGES_SMS_URL manque : STAGES_SMS_TOKEN ne sert qu'avec elle.");
    return false;
  }
  const url = URL.parse(smsUrl);
  // Never repeated: some providers have their key in it.
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong("STAGES_SMS_URL", "…", "donnez l'adresse complète à laquelle votre opérateur reçoit les SMS, comme https://sms.example/messages");
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) throw wrong("STAGES_SMS_TOKEN", "…", "donnez le jeton seul, sans espace ni accent");
  if (smtpUrl === null) throw new ConfigurationError("La variable STAGES_SMTP_URL manque : avec STAGES_SMS_URL, les messages partent, et les courriels aussi.");
  return true;
}

function pushServicesOf(text: string | null): readonly string[] | null {
  const hosts = text?.split(",").map((host) => host.trim()) ?? null;
  if (hosts?.every((host) => /^(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(host)) ?? true) return hosts;
  throw wrong("STAGES_PUSH_SERVICES", text!, "donnez des noms de serveurs séparés par des virgules, comme fcm.googleapis.com,*.push.apple.com");
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw wrong("PORT", text, "donnez un nombre entier de 0 à 65535, par exemple PORT=4001");
}

/** A handful at most: more would be a list of addresses, or a way to believe whatever a client writes. */
function trustedProxiesOf(text: string): number {
  if (/^\d$/.test(text)) return Number(text);
  throw wrong("STAGES_TRUSTED_PROXIES", text, "donnez le nombre de serveurs mandataires placés devant la plateforme, de 0 à 9");
}

/** Longer would be taken for a process that does not stop. */
function drainSecondsOf(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= 60) return Number(text);
  throw wrong("STAGES_DRAIN_SECONDS", text, "donnez un nombre entier de secondes, de 0 à 60, par exemple STAGES_DRAIN_SECONDS=5");
}

function documentsOf(text: string): DocumentsPolicy {
  if (text === "open" || text === "trusted") return text === "open" ? "OPEN" : "TRUSTED";
  throw wrong("STAGES_DOCUMENTS", text, "les valeurs possibles sont open (toute requête, dans les limites) et trusted (celles de schema/trusted-documents.json seulement)");
}

function introspectionOf(text: string | null): boolean | null {
  if (text === null) return null;
  if (text === "yes" || text === "no") return text === "yes";
  throw wrong("STAGES_INTROSPECTION", text, "les valeurs possibles sont yes et no");
}

/** Another way to the same database, or to a copy of it: without the first, there is nothing that it could be another way to. */
function besideTheDatabase(name: string, read: (name: string) => string | null): string | null {
  const text = read(name);
  if (text !== null && read("DATABASE_URL") === null) throw new ConfigurationError(`La variable DATABASE_URL manque : ${name} ne sert qu'avec elle.`);
  return databaseUrlOf(name, text);
}

function databaseUrlOf(name: string, text: string | null): string | null {
  if (text === null) return null;
  const url = URL.parse(text);
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname && url.pathname.length > 1) return text;
  // What was read may hold a password, and terminals are shared: it is not repeated.
  throw wrong(name, withoutPassword(url), "donnez une adresse complète, avec la base, comme postgres://compte:motdepasse@machine:5432/stages");
}

/** One server, or several of one cluster separated by commas. Never repeated: it may hold a password. */
function natsUrlOf(text: string | null): string | null {
  if (text === null) return null;
  const urls = text.split(",").map((one) => URL.parse(one.trim()));
  if (urls.every((url) => url && /^(nats|tls):$/.test(url.protocol) && url.hostname)) return text;
  throw wrong("NATS_URL", "…", "donnez une adresse complète, comme nats://compte:motdepasse@machine:4222, ou celles d'une grappe, séparées par des virgules");
}

function withoutPassword(url: URL | null): string {
  return url ? `${url.protocol}//…${url.hostname && `@${url.hostname}`}${url.pathname}` : "…";
}

/** The issuers themselves, in JSON, or the name of the file they are in. */
function issuersOf(text: string | null): readonly Issuer[] {
  if (text === null) return [];
  const inline = text.startsWith("{");
  const shown = inline ? "{…}" : text;
  try {
    return readIssuers(inline ? text : readFileSync(text, "utf8"));
  } catch (error) {
    if (error instanceof InvalidIssuersError) throw wrong("STAGES_ISSUERS", shown, `${error.message} ; voyez packages/identity/issuers.example.json`);
    const { code } = error as NodeJS.ErrnoException;
    throw wrong("STAGES_ISSUERS", shown, `ce fichier ne peut pas être lu (${code}) ; donnez un fichier JSON d'émetteurs, ou son contenu`);
  }
}

function isProduction(mode: string | null): boolean {
  switch (mode) {
    case null:
    case "development":
    case "test":
      return false;
    case "production":
      return true;
    default:
      // A misspelt production would open the personas to everyone.
      throw wrong("NODE_ENV", mode, "les valeurs possibles sont development, test et production");
  }
}
