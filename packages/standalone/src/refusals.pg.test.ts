import type { PersonaName } from "@stages/demonstration/personas.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOST, offerInput } from "../../../scripts/story/operations.ts";
import { MODES, type PlatformUnderTest, platformUnderTest, type RawAnswer } from "./platform-under-test.ts";
import { graphemes, type Known, refusalCases } from "./refusal-cases.ts";

/** Of the inside: SQL, hosts, the names of the parts and of their code. None of it may reach a client. */
const OF_THE_INSIDE = /postgres|drizzle|select |insert into|subgraph|serviceName|node_modules|127\.0\.0\.1|localhost|\.ts:| {4}at /i;
const PUBLIC_EXTENSIONS = ["code", "field", "refusals", "reference"];

function expectNothingOfTheInside({ text, errors = [] }: RawAnswer): void {
  expect(text).not.toMatch(OF_THE_INSIDE);
  expect(text).not.toContain("ECONN");
  for (const { extensions } of errors) for (const name of Object.keys(extensions)) expect(PUBLIC_EXTENSIONS).toContain(name);
}

describe.each(MODES)("%s", (mode) => {
  let platform: PlatformUnderTest;
  let known: Known;

  beforeAll(async () => {
    platform = await platformUnderTest(mode);
    known = await knownTo(platform);
  });
  afterAll(() => platform.stop());

  async function asked(persona: PersonaName | null, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<RawAnswer> {
    return platform.post({ query, variables }, persona ? { authorization: `Bearer ${await platform.tokenOf(persona)}` } : {});
  }

  // The ids are read once the platform runs; the table's titles stand before.
  const ANY: Known = { hostId: "", refusedCandidatureId: "", submittedCandidatureId: "", conventionId: "" };
  it.each(refusalCases(ANY).map(({ title, code }, index) => ({ title, code, index })))("refuses $title: $code", async ({ index }) => {
    const { as, query, variables, code, says, field, status = 200 } = refusalCases(known)[index]!;
    const answer = await asked(as, query, variables);
    expect(answer.errors).toMatchObject([{ message: expect.stringMatching(says), extensions: { code } }]);
    expect(answer.errors![0]!.extensions.field).toBe(field);
    expect(answer.status).toBe(status);
    expectNothingOfTheInside(answer);
  });

  it("says the same of what nobody has and of what is another's", async () => {
    const ACCEPT = "mutation($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id } }";
    const id = known.submittedCandidatureId;
    const unknown = `${id.slice(0, -1)}${id.endsWith("a") ? "b" : "a"}`;
    const [theirs, nobodys] = [await asked("other-host-manager", ACCEPT, { id }), await asked("other-host-manager", ACCEPT, { id: unknown })];
    expect(theirs.text).toBe(nobodys.text);
    const READ = "query($candidature: ID!, $convention: ID!) { candidature(id: $candidature) { id } convention(id: $convention) { id } }";
    const read = await asked("other-host-manager", READ, { candidature: id, convention: known.conventionId });
    expect(read.text).toBe((await asked("other-host-manager", READ, { candidature: unknown, convention: "convention_x" })).text);
    expect(read).toMatchObject({ data: { candidature: null, convention: null } });
  });

  it("tells at once everything that is wrong, and not what is right to the last character", async () => {
    const input = { ...offerInput(known.hostId, { name: "Julien Faure", email: "julien" }), title: graphemes(151), description: graphemes(250), seats: 101 };
    const { errors, data } = await asked("host-manager", "mutation($input: PublishOfferInput!) { publishOffer(input: $input) { id } }", { input });
    const refusals = errors![0]!.extensions["refusals"] as { code: string; field: string }[];
    expect(refusals.map(({ code, field }) => `${field} ${code}`).sort()).toEqual(["seats NUMBER_OUT_OF_RANGE", "title TEXT_TOO_LONG", "tutor.email INVALID_EMAIL"]);
    expect(data).toEqual({ publishOffer: null });
  });

  it("keeps what a first mutation did when the second is refused", async () => {
    const BOTH = "mutation($first: RegisterHostInput!, $second: RegisterHostInput!) { first: registerHost(input: $first) { id legalName } second: registerHost(input: $second) { id } third: confirmCandidature(input: { candidatureId: \"x\" }) { id } }";
    const host = { ...HOST, siret: siretFrom("9000000000003"), legalName: "Atelier de la première" };
    const answer = await asked("host-manager", BOTH, { first: host, second: host });
    expect(answer.data).toEqual({ first: { id: expect.any(String), legalName: host.legalName }, second: null, third: null });
    expect(answer.errors).toMatchObject([
      { path: ["second"], extensions: { code: "HOST_ALREADY_REGISTERED" } },
      { path: ["third"], extensions: { code: "FORBIDDEN" } },
    ]);
    expectNothingOfTheInside(answer);
  });

  it.each([
    ["a body that is not JSON", "{ viewer", {}, 400, "BAD_REQUEST"],
    ["a body that is a list of nothing", "[]", {}, 400, "BAD_REQUEST"],
    ["a body of a type that other sites may send", '{"query":"{ viewer { role } }"}', { "content-type": "text/plain" }, 400, "BAD_REQUEST"],
    ["a token that is none", '{"query":"{ viewer { role } }"}', { authorization: "Bearer eyJhbGciOiJub25lIn0.e30." }, 401, "UNAUTHENTICATED"],
    ["a password", '{"query":"{ viewer { role } }"}', { authorization: "Basic c3R1ZGVudDpzdHVkZW50" }, 401, "UNAUTHENTICATED"],
    ["an instant that is none", '{"query":"{ viewer { role } }"}', { "x-stages-now": "demain" }, 400, "INVALID_DATE"],
    ["a subscription without a stream", '{"query":"subscription { absenceAlerts { step } }"}', {}, 400, "BAD_REQUEST"],
  ] as const)("refuses %s", async (_title, body, headers, status, code) => {
    const answer = await platform.post(body, headers);
    expect(answer).toMatchObject({ status, errors: [{ extensions: { code } }] });
    expectNothingOfTheInside(answer);
  });

  it.each([[{ persona: "president" }], [{}], ["nonsense"], [{ persona: "__proto__" }]])("gives no token to %j", async (body) => {
    const answer = await platform.post(body, {}, "/development/token");
    expect(answer).toMatchObject({ status: 400, errors: [{ message: expect.stringContaining("persona"), extensions: { code: "BAD_REQUEST" } }] });
    expectNothingOfTheInside(answer);
  });

  it.each(["websocket", "sse"] as const)("refuses a subscription over %s in the same words", async (way) => {
    const client = await platform.as("host-manager");
    const first = async (query: string) => {
      const events = client.follow(way, query);
      try {
        const { value } = await events.next();
        return (value as { errors: object[] }).errors;
      } catch (errors) {
        return errors; // over WebSocket, an operation that cannot be run at all
      } finally {
        await events.return?.();
      }
    };
    expect(await first('subscription { conventionStatusChanged(after: "hier") { to } }')).toMatchObject([{ extensions: { code: "INVALID_CURSOR" } }]);
    expect(await first("subscription { conventionStatusChanged { nothing } }")).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
  });

  it("is as well as before after all that", async () => {
    expect((await fetch(new URL("/ready", platform.url))).status).toBe(200);
    expect(await (await platform.as("student")).need("{ viewer { role } }")).toEqual({ viewer: { role: "STUDENT" } });
  });
});

async function knownTo({ as }: PlatformUnderTest): Promise<Known> {
  const [manager, student] = await Promise.all([as("host-manager"), as("student")]);
  interface Mine {
    readonly viewer: { readonly hostIds: readonly string[] };
    readonly candidatures: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
    readonly conventions: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  }
  const hosts = await manager.need<Mine>("{ viewer { hostIds } candidatures(status: SUBMITTED, first: 1) { edges { node { id } } } conventions(first: 1) { edges { node { id } } } }");
  const mine = await student.need<Mine>("{ candidatures(status: REFUSED, first: 1) { edges { node { id } } } }");
  return {
    hostId: hosts.viewer.hostIds[0]!,
    submittedCandidatureId: hosts.candidatures.edges[0]!.node.id,
    conventionId: hosts.conventions.edges[0]!.node.id,
    refusedCandidatureId: mine.candidatures.edges[0]!.node.id,
  };
}
