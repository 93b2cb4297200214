import { createPrivateKey, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createGatewayRuntime, getGraphQLWSOptions, HTTPTransport, WSTransport } from "@graphql-hive/gateway";
import { callerSigner } from "@stages/transport/internal-token.ts";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

/*
 * The peer: Hive Gateway on node:http and graphql-ws, put together as its own command line does, over the same subgraph
 * processes. It is spared what ours does besides: it verifies no bearer, looks up no actor (it is handed them all), asks
 * nobody's rights again at an event, and has no limits. Plain JavaScript, since its types are installed only to be measured.
 */
const required = (name) => process.env[name] ?? fail(name);
const fail = (name) => {
  throw new Error(`${name} is missing`);
};
const signingKey = createPrivateKey(required("STAGES_INTERNAL_SIGNING_KEY"));
const subgraphUrls = JSON.parse(required("STAGES_SUBGRAPH_URLS"));
const actors = new Map(JSON.parse(readFileSync(required("BENCH_ACTORS"), "utf8")));

/**
 * The caller, signed for each subgraph once a request as our gateway does, where our subgraphs read it: in the headers of a query,
 * in the message of a subscription.
 */
const signing = {
  onSubgraphExecute({ subgraphName, executionRequest, setExecutionRequest, executor, setExecutor }) {
    const { context, extensions } = executionRequest;
    if (executionRequest.operationType !== "subscription") {
      const token = tokenOf(subgraphName, context, context.headers.authorization);
      return setExecutionRequest({ ...executionRequest, extensions: { ...extensions, headers: { ...extensions?.headers, authorization: `Bearer ${token}` } } });
    }
    const token = tokenOf(subgraphName, context, context.connectionParams.authorization);
    setExecutionRequest({ ...executionRequest, extensions: { ...extensions, token } });
    setExecutor(async (request) => withoutBeginning(await executor(request)));
  },
};

const callers = new WeakMap();
const signers = new Map();

function tokenOf(subgraphName, context, authorization) {
  if (!callers.has(context)) callers.set(context, callerOf(authorization));
  if (!signers.has(subgraphName)) signers.set(subgraphName, callerSigner(subgraphName, signingKey, () => Temporal.Now.instant()));
  return signers.get(subgraphName)(callers.get(context));
}

function callerOf(authorization) {
  const { sub } = JSON.parse(Buffer.from(authorization.split(".")[1], "base64url").toString());
  return { actor: actors.get(sub), now: Temporal.Now.instant(), requestId: randomUUID() };
}

/** Our subgraphs' streams begin with a result that has nothing but a cursor, which Hive would take for an event without data. */
function withoutBeginning(results) {
  const events = results[Symbol.asyncIterator]();
  let begun = false;
  const first = async () => {
    begun = true;
    const step = await events.next();
    return step.done || step.value.data || step.value.errors ? step : events.next();
  };
  return {
    next: () => (begun ? events.next() : first()),
    return: () => events.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const runtime = createGatewayRuntime({
  supergraph: readFileSync(new URL("../../../../schema/supergraph.graphql", import.meta.url), "utf8").replaceAll(/subgraph:\/\/(\w+)/g, (_, name) => subgraphUrls[name]),
  transports: { http: HTTPTransport, ws: WSTransport },
  transportEntries: { "*.http": { options: { subscriptions: { kind: "ws", location: "/graphql" } } } },
  plugins: () => [signing],
  logging: "warn",
  graphiql: false,
  landingPage: false,
});
await runtime.getSchema();

const server = createServer(runtime);
const sockets = new WebSocketServer({ path: runtime.graphqlEndpoint, server });
const served = useServer(getGraphQLWSOptions(runtime, ({ extra }) => ({ req: extra.request, socket: extra.socket })), sockets);
server.listen(Number(required("PORT")), required("HOST"));
await once(server, "listening");

async function stop() {
  for (const socket of sockets.clients) socket.terminate();
  await served.dispose();
  server.closeAllConnections();
  process.exit();
}
process.once("SIGTERM", stop);
process.once("disconnect", stop);
process.send({ listening: `http://${required("HOST")}:${server.address().port}${runtime.graphqlEndpoint}` });
