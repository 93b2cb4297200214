import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const FOLLOW = "subscription($after: String) { conventionStatusChanged(after: $after) { to cursor } }";
type Heard = { readonly conventionStatusChanged: { readonly to: string; readonly cursor: string } };

describe.each(MODES)("%s: a subscription that asks for what the log has forgotten", (mode) => {
  let platform: PlatformUnderTest;
  /** Where the log begins: the position of the one event of that type. */
  let first: number;

  const follow = async (way: "websocket" | "sse", after: number) => (await platform.as("host-manager")).follow<Heard>(way, FOLLOW, { after: String(after) });

  beforeAll(async () => {
    platform = await platformUnderTest(mode);
    const manager = await platform.as("host-manager");
    const { candidatures } = await manager.need<{ candidatures: { edges: { node: { id: string } }[] } }>("{ candidatures(status: SUBMITTED, first: 1) { edges { node { id } } } }");
    await manager.need("mutation($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id } }", { id: candidatures.edges[0]!.node.id });
    const events = await follow("websocket", 0);
    first = Number((await events.next()).value!.data!.conventionStatusChanged.cursor);
    await events.return!();
    const sql = postgres(platform.databaseUrl, { max: 1 });
    await sql`insert into bus.horizon (type, position) values ('ConventionStatusChanged', ${first - 1})`;
    await sql.end();
  });
  afterAll(() => platform.stop());

  it.each(["websocket", "sse"] as const)("is refused over %s, then ends; one that has missed nothing is heard", async (way) => {
    const late = await follow(way, first - 2);
    expect((await late.next()).value).toMatchObject({ errors: [{ message: expect.stringContaining("Rechargez"), extensions: { code: "CURSOR_TOO_OLD", field: "after" } }] });
    expect(await late.next()).toEqual({ done: true, value: undefined });

    const inTime = await follow(way, first - 1);
    expect((await inTime.next()).value).toMatchObject({ data: { conventionStatusChanged: { to: "DRAFT", cursor: String(first) } } });
    await inTime.return!();
  });
});
