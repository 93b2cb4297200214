import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ApolloGateway, type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer, HeaderMap } from "@apollo/server";
import { personaNamed } from "@stages/demonstration/personas.ts";
import { type Actor, PLATFORM } from "@stages/kernel/actor.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { fromEnvironment } from "@stages/standalone/gateway-environment.ts";
import { httpTransport } from "@stages/transport/http.ts";
import { callerSigner } from "@stages/transport/internal-token.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import type { Caller, SubgraphName } from "@stages/transport/transport.ts";
import { ASKING_PERSONA } from "./operation.ts";

/*
 * The peer: Apollo's gateway as its documentation starts it, over the same four subgraph processes. It is spared what ours
 * does for each request besides: it verifies no bearer, knows its one actor from the start, and has no limits.
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
  const people = httpTransport({ name: "people", url: subgraphUrls.people, signingKey });
  const actor = await actorOf(people);
  await people.stop();

  const sdl = readFileSync(join(import.meta.dirname, "../../../schema/supergraph.graphql"), "utf8");
  const apollo = new ApolloServer<Context>({
    gateway: new ApolloGateway({
      supergraphSdl: sdl.replaceAll(/subgraph:\/\/(\w+)/g, (_, name: SubgraphName) => String(subgraphUrls[name])),
      buildService: ({ name, url }) => new SignedDataSource(url!, callerSigner(name as SubgraphName, signingKey, systemClock)),
    }),
    stopOnTerminationSignals: false,
  });
  await apollo.start();

  const contextValue = async (): Promise<Context> => ({ caller: { actor, now: systemClock(), requestId: randomUUID() } });
  const server = createServer((request, response) => {
    answer(apollo, contextValue, request, response).catch((error: unknown) => {
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

async function answer(apollo: ApolloServer<Context>, context: () => Promise<Context>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const body: unknown = JSON.parse(await text(request));
  const answered = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: { method: request.method!, headers, search: "", body }, context });
  if (answered.body.kind !== "complete") throw new Error("Incremental delivery was not asked for");
  response.writeHead(answered.status ?? 200, { ...Object.fromEntries(answered.headers), "content-length": Buffer.byteLength(answered.body.string) });
  response.end(answered.body.string);
}

async function actorOf(people: ReturnType<typeof httpTransport>): Promise<Actor> {
  const { data, errors } = await people.execute({
    query: "query ($subject: String!) { actor(subject: $subject) }",
    variables: { subject: personaNamed(ASKING_PERSONA)!.subject },
    caller: { actor: PLATFORM, now: systemClock(), requestId: randomUUID() },
  });
  if (!data?.["actor"]) throw new Error(errors?.[0]?.message ?? "nobody is behind this persona");
  return data["actor"] as Actor;
}
