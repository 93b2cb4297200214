import { once } from "node:events";
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";

/*
 * The peer: PostGraphile as its documentation puts it on node:http, over the tables as they are, as their owner: it is spared
 * tokens, policies and row policies. Relations are told by smart tags, since no foreign key crosses our schemas. Plain
 * JavaScript, since its types are installed only to be measured.
 */
const relations = {
  "offers.offers": ["(host_id) references offers.hosts (id)"],
  "candidatures.candidatures": ["(offer_id) references offers.offers (id)", "(host_id) references offers.hosts (id)"],
  "candidatures.history": ["(candidature_id) references candidatures.candidatures (id)"],
  "conventions.conventions": ["(school_uai) references people.schools (uai)", "(host_id) references offers.hosts (id)", "(offer_id) references offers.offers (id)"],
};
const tags = Object.fromEntries(Object.entries(relations).map(([table, foreignKey]) => [table, { tags: { foreignKey } }]));

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [jsonPgSmartTags({ version: 1, config: { class: tags } })],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["offers", "candidatures", "conventions", "people", "bench"], poolConfig: { max: Number(process.env.BENCH_CONNECTIONS) } })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, "127.0.0.1");
await once(server, "listening");
const stop = () => void server.close().closeAllConnections();
process.once("SIGTERM", stop);
process.once("disconnect", () => process.exit(0));
process.send?.({ listening: `http://127.0.0.1:${server.address().port}/graphql` });
server.once("close", () => process.exit(0));
