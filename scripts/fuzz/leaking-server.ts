import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "@stages/transport/read-body.ts";
import { graphql, type GraphQLSchema } from "graphql";

/** What a server says that formats no error: the same schema, whose every root fails as PostgreSQL's client would have it. */
export async function startLeakingServer(schema: GraphQLSchema) {
  const fails = () => {
    throw new Error('select "ine" from "people"."students" where id = $1: connect ECONNREFUSED 10.0.0.7:5432');
  };
  const server = createServer(async (request, response) => {
    try {
      const { query, variables } = JSON.parse(await readBody(request, 1e6)) as { query: string; variables: Record<string, unknown> };
      const { data, errors } = await graphql({ schema, source: query, variableValues: variables, fieldResolver: fails });
      const body = { data, errors: errors?.map((error) => ({ message: error.message, path: error.path, extensions: { code: "INTERNAL_SERVER_ERROR", stacktrace: error.stack } })) };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    } catch (error) {
      response.writeHead(500, { "content-type": "text/plain" }).end((error as Error).stack);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/graphql`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
