import { certificateTrouble } from "@stages/kernel/peer-certificate.ts";
import { connectNats, natsAt } from "@stages/events/nats-stream.ts";
import { jetstreamManager } from "@nats-io/jetstream";
import { ConfigurationError } from "./configuration-error.ts";

/** Checks the servers of NATS_URL before anything relies on them. What the variable says is not repeated: it may hold a password. */
export async function openExternalNats(natsUrl: string): Promise<void> {
  try {
    const connection = await connectNats(natsUrl, "stages start");
    // Asks for its account, which a server without JetStream does not answer.
    await jetstreamManager(connection).finally(() => connection.close());
  } catch (error) {
    for (const peer of natsAt(natsUrl)) {
      const trouble = await certificateTrouble(error, peer);
      if (trouble) throw new ConfigurationError(trouble, { cause: error });
    }
    throw new ConfigurationError(`Le serveur NATS de NATS_URL ne peut pas servir : ${reasonOf(error, serversOf(natsUrl))}`, { cause: error });
  }
}

const serversOf = (natsUrl: string) => natsUrl.split(",").map((text) => new URL(text.trim()).host).join(", ");

function reasonOf(error: unknown, servers: string): string {
  const { name, message } = error as Error;
  if (/Authorization|authentication/i.test(`${name} ${message}`)) return `${servers} refuse le compte qui y est donné ; vérifiez le compte et le mot de passe.`;
  if (/JetStream/i.test(`${name} ${message}`)) return `JetStream n'y est pas en service ; lancez nats-server avec l'option -js et un dossier durable (-sd), ou retirez NATS_URL pour garder le journal dans PostgreSQL.`;
  return `${servers} ne répond pas ; démarrez ce serveur ou corrigez l'adresse, ou retirez NATS_URL pour garder le journal dans PostgreSQL.`;
}
