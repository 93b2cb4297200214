import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigurationError } from "./configuration-error.ts";

/** A platform that was just killed, or is stopping, gives its port back within this time. */
const PATIENCE = 2_000;

/** Tries the address before any slow work, so that a taken port is known at once rather than after the migrations. */
export async function refuseTakenPort(host: string, port: number): Promise<void> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const error = await tryToListen(host, port);
    if (!error) return;
    if (error.code !== "EADDRINUSE" || performance.now() > end) throw new ConfigurationError(sentenceFor(error, host, port));
    await delay(100);
  }
}

function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

function sentenceFor(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `Le port ${port} est déjà pris, peut-être par une plateforme en marche : arrêtez ce qui l'occupe, ou choisissez un autre port (PORT=${port + 1} npm start).`;
    case "EACCES":
      return `Ce compte ne peut pas ouvrir le port ${port} : choisissez-en un au-dessus de 1023 (PORT=4000 npm start).`;
    default:
      return `La variable HOST vaut « ${host} », qui n'est pas une adresse de cette machine (${error.code}) : donnez 127.0.0.1 pour elle seule, ou 0.0.0.0 pour le réseau.`;
  }
}
