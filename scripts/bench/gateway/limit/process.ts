import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { campaignOf } from "@stages/events/campaign-fact.ts";
import type { CampaignFact } from "@stages/events/contracts.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { runServedProcess } from "@stages/transport/served-process.ts";
import { useDevelopmentKeys } from "@stages/vault/vault.ts";
import postgres from "postgres";
import { readActors } from "../actors.ts";
import type { OperationName } from "../operations.ts";
import { LIMITS } from "./limits.ts";

/*
 * The limit: the same answers by node:http and hand-written SQL, as the superuser. No token, no policy, no row policy, no record
 * of who read what, no federation, no relays or sweeps beside it. POST /<operation>/<persona>, with the variables.
 */
const asText = { to: 1184, from: [1082, 1114, 1184], serialize: (value: string) => value, parse: (value: string) => value };

await runServedProcess(async () => {
  useDevelopmentKeys();
  // Left to itself, PostgreSQL plans what has a list among its parameters anew each time: half a millisecond, for the same plan.
  const connection = { plan_cache_mode: "force_generic_plan" } as const;
  const sql = postgres(process.env["DATABASE_URL"]!, { max: 8, connection: connection as object, types: { asText }, onnotice: () => {} });
  const actors = readActors(process.env["BENCH_ACTORS"]!);
  const campaigns = (await sql<{ campaign: CampaignFact }[]>`select campaign from offers.campaigns`).map(({ campaign }) => campaignOf(campaign));

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, operation, persona] = request.url!.split("/") as [string, OperationName, string];
    const variables = JSON.parse(await text(request)) as Readonly<Record<string, unknown>>;
    const data = await LIMITS[operation]({ sql, actor: actors.get(persona)!, now: systemClock(), variables, campaigns });
    const body = JSON.stringify({ data });
    response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(body) });
    response.end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await sql.end();
    },
  };
});
