import { databaseAt } from "@stages/database/connection.ts";
import { certificateTrouble } from "@stages/kernel/peer-certificate.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { ConfigurationError } from "./configuration-error.ts";

/** Checks the server of DATABASE_URL before anything relies on it, and creates the database if it is missing. */
export async function openExternalDatabase(databaseUrl: string): Promise<void> {
  try {
    await ensureDatabase(databaseUrl);
  } catch (error) {
    const trouble = await certificateTrouble(error, databaseAt(databaseUrl));
    if (trouble) throw new ConfigurationError(trouble, { cause: error });
    const { hostname, port, username, pathname } = new URL(databaseUrl);
    const reason = reasonOf(error, { server: `${hostname}:${port || 5432}`, account: decodeURIComponent(username), database: pathname.slice(1) });
    throw new ConfigurationError(`La base de données de DATABASE_URL ne peut pas servir : ${reason}`, { cause: error });
  }
}

interface Target {
  readonly server: string;
  readonly account: string;
  readonly database: string;
}

function reasonOf(error: unknown, { server, account, database }: Target): string {
  const { code, message } = error as { code?: string; message: string };
  switch (code) {
    case "28P01":
    case "28000":
      return `${server} refuse le compte « ${account} » ; vérifiez le compte et le mot de passe.`;
    case "42501":
      return `le compte « ${account} » n'a pas le droit de créer la base « ${database} » ; créez-la, ou donnez-lui ce droit.`;
    case "ECONNREFUSED":
    case "CONNECT_TIMEOUT":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return `${server} ne répond pas (${code}) ; démarrez ce serveur ou corrigez l'adresse, ou retirez DATABASE_URL pour utiliser la base embarquée.`;
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `le certificat TLS que présente ${server} n'est pas le sien, ou n'est garanti par personne que cette machine connaisse (${code}) ; donnez son autorité par NODE_EXTRA_CA_CERTS.`;
    default:
      return `${server} répond « ${message} » ; corrigez-le, ou retirez DATABASE_URL pour utiliser la base embarquée.`;
  }
}
