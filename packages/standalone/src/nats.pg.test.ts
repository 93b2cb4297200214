import { type NatsUnderTest, startNats } from "@stages/testing/nats-under-test.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { backAndForth } from "./back-and-forth.ts";
import { openExternalNats } from "./external-nats.ts";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const FOLLOW = "subscription($after: String) { conventionStatusChanged(after: $after) { to cursor } }";
type Heard = { readonly conventionStatusChanged: { readonly to: string; readonly cursor: string } };

let nats: NatsUnderTest;
let platform: PlatformUnderTest;

beforeAll(async () => {
  nats = await startNats();
  platform = await platformUnderTest("in-process", [], undefined, nats.url);
});
afterAll(async () => {
  await platform?.stop();
  await nats?.stop();
});

it("with its facts in NATS, one part hears the other, a subscriber hears both, and a cursor resumes after NATS was away, with what was told meanwhile", async () => {
  const manager = await platform.as("host-manager");
  const follow = (after?: string) => manager.follow<Heard>("websocket", FOLLOW, { after });
  const first = await follow();
  const one = first.next();
  const { candidatures } = await manager.need<{ candidatures: { edges: { node: { id: string } }[] } }>("{ candidatures(status: SUBMITTED, first: 1) { edges { node { id } } } }");
  // `candidatures` tells it, `conventions` opens a convention and tells that.
  await manager.need("mutation($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id } }", { id: candidatures.edges[0]!.node.id });
  const { to, cursor } = (await one).value!.data!.conventionStatusChanged;
  expect(to).toBe("DRAFT");
  expect(cursor).toMatch(/^nats[0-9a-f]{10}-\d+$/);
  await first.return!();

  const { act } = await backAndForth(platform);
  await nats.kill("n1");
  await act();
  await nats.start("n1");
  const resumed = await follow(cursor);
  const next = await resumed.next();
  expect(next.value!.data!.conventionStatusChanged.to).not.toBe("DRAFT");
  await resumed.return!();

  // A cursor of PostgreSQL's log says nothing of this one.
  const foreign = await follow("1");
  expect((await foreign.next()).value).toMatchObject({ errors: [{ extensions: { code: "CURSOR_TOO_OLD" } }] });
});

it("says why NATS_URL cannot serve, and repeats no password", async () => {
  await openExternalNats(nats.url);
  // Port 1: nothing listens there.
  await expect(openExternalNats("nats://a:secret@127.0.0.1:1")).rejects.toThrow(
    expect.objectContaining({ name: "ConfigurationError", message: expect.stringMatching(/^(?!.*secret)Le serveur NATS de NATS_URL .* 127\.0\.0\.1:1 ne répond pas ; .* retirez NATS_URL/) }),
  );
});
