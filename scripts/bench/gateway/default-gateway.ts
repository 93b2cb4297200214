import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ApolloGateway, type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer, HeaderMap } from "@apollo/server";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { fromEnvironment } from "@stages/standalone/gateway-environment.ts";
import { callerSigner } from "@stages/transport/internal-token.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import type { Caller, SubgraphName } from "@stages/transport/transport.ts";
import { readActors } from "./actors.ts";

/*
 * The peer: Apollo's gateway as its documentation starts it, over the same four subgraph processes. It is spared what ours
 * does for each request besides: it verifies no bearer, knows its actors from the start, and has no limits.
 */
interface Context {
  readonly caller: Caller;
}

/** Apollo's default, with the one thing added that the subgraphs insist on: the caller, signed for each of them. */
class SignedDataSource extends RemoteGraphQLDataSource<Context> {
  readonly #tokenOf: (caller: Caller) => string;

  constructor(url: string, tokenOf: (caller: Caller) => string) {
    super({ url });
    this.#tokenOf = tokenOf;
  }

  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Context>): void {
    // Empty only while the gateway introspects, which this one never does.
    if (context.caller) request.http!.headers.set("authorization", `Bearer ${this.#tokenOf(context.caller)}`);
  }
}

await runServedProcess(async () => {
  const { host, port, subgraphUrls, signingKey } = fromEnvironment(process.env);
  const actors = readActors(process.env["BENCH_ACTORS"]!);

  const sdl = readFileSync(join(import.meta.dirname, "../../../schema/supergraph.graphql"), "utf8");
  const apollo = new ApolloServer<Context>({
    gateway: new ApolloGateway({
      supergraphSdl: sdl.replaceAll(/subgraph:\/\/(\w+)/g, (_, name: SubgraphName) => String(subgraphUrls[name])),
      buildService: ({ name, url }) => new SignedDataSource(url!, callerSigner(name as SubgraphName, signingKey, systemClock)),
    }),
    stopOnTerminationSignals: false,
  });
  await apollo.start();

  const contextOf = (request: IncomingMessage): Context => ({ caller: { actor: actors.get(subjectOf(request))!, now: systemClock(), requestId: randomUUID() } });
  const server = createServer((request, response) => {
    answer(apollo, contextOf, request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.destroy();
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/graphql`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await apollo.stop();
    },
  };
});

async function answer(apollo: ApolloServer<Context>, contextOf: (request: IncomingMessage) => Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const body: unknown = JSON.parse(await text(request));
  const answered = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: { method: request.method!, headers, search: "", body }, context: async () => contextOf(request) });
  if (answered.body.kind !== "complete") throw new Error("Incremental delivery was not asked for");
  response.writeHead(answered.status ?? 200, { ...Object.fromEntries(answered.headers), "content-length": Buffer.byteLength(answered.body.string) });
  response.end(answered.body.string);
}

function subjectOf({ headers }: IncomingMessage): string {
  const [, claims] = headers.authorization!.split(".");
  return (JSON.parse(Buffer.from(claims!, "base64url").toString()) as { sub: string }).sub;
}
