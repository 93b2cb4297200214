import { describe, expect, it } from "vitest";
import { ACROSS, ToyClients } from "./toy-clients.ts";
import { ToyPlatform, composed } from "./toy-platform.ts";

const QUERY = `subscription ${ACROSS}`;
const FIELDS = ["conventionStatusChanged", "convention", "status", "student", "firstName", "offer", "title"];

/** The toy graph in which these fields say to whom they answer alike. */
const tagged = (fields: readonly string[], tag = "shared") =>
  composed((sdl) => {
    const withTags = fields.reduce((text, field) => text.replace(new RegExp(`\\b${field}: [\\w!]+(?= |\\n|$|})`, "g"), `$& @tag(name: "${tag}")`), sdl);
    return withTags.replace('"@inaccessible"]', '"@inaccessible", "@tag"]');
  });

const HEADS: readonly [string, object][] = [
  ["head", { role: "SCHOOL_HEAD", personId: "person_1", schoolUais: ["0190008A"] }],
  ["deputy", { role: "SCHOOL_HEAD", personId: "person_3", schoolUais: ["0190008A"] }],
  ["elsewhere", { role: "SCHOOL_HEAD", personId: "person_4", schoolUais: ["0190010C"] }],
  ["manager", { role: "HOST_MANAGER", personId: "person_5", hostIds: ["host_1"] }],
  ["colleague", { role: "HOST_MANAGER", personId: "person_6", hostIds: ["host_1"] }],
];

const toys = new ToyClients();

interface Stream {
  readonly results: AsyncIterableIterator<unknown>;
  /** The statuses it was given, or the codes of why not. */
  readonly seen: string[];
}

/** The gateway over this supergraph, and a stream for each of these, all of which hear what happens. */
async function streams(sdl: string, names: readonly string[], change: Parameters<ToyPlatform["start"]>[0] = {}, headers: Record<string, string> = {}): Promise<readonly Stream[]> {
  await toys.gateway.stop();
  const { platform } = toys;
  toys.gateway = await platform.start({ supergraph: { sdl, onChange: (listener) => ((platform.replaceSupergraph = listener), () => {}) }, ...change });
  for (const [name, actor] of HEADS) platform.people.set(name, actor);
  const opened = names.map((name) => reading(toys.overSse({ authorization: `Bearer ${name}`, ...headers }).iterate({ query: QUERY })));
  await expect
    .poll(() => {
      platform.changeStatus("OPEN");
      return opened.every(({ seen }) => seen.length > 0);
    })
    .toBe(true);
  return opened;
}

function reading(results: AsyncIterableIterator<unknown>): Stream {
  const seen: string[] = [];
  void (async () => {
    for await (const result of results) {
      const { data, errors } = result as { data?: { conventionStatusChanged: { convention: { status: string } } }; errors?: { extensions: { code: string } }[] };
      seen.push(data?.conventionStatusChanged.convention.status ?? errors![0]!.extensions.code);
    }
    seen.push("the end");
  })();
  return { results, seen };
}

async function allHear(opened: readonly Stream[], heard = "SIGNED"): Promise<void> {
  toys.platform.changeStatus("SIGNED");
  await expect.poll(() => opened.map(({ seen }) => seen.at(-1))).toEqual(opened.map(() => heard));
}

async function leave(opened: readonly Stream[]): Promise<void> {
  await Promise.all(opened.map(({ results }) => results.return!()));
  await toys.platform.whenSubscribed(0);
}

describe("colleagues who ask for the same", () => {
  it.each([
    ["share when every field says that it answers them alike", tagged(FIELDS), ["head", "deputy", "elsewhere"], 2],
    ["do not when one field does not", tagged(FIELDS.filter((field) => field !== "title")), ["head", "deputy"], 2],
    ["nor when one says so for other roles", tagged(FIELDS, "shared/not/SCHOOL_HEAD"), ["head", "deputy", "manager", "colleague"], 3],
    ["nor does anyone when the subscription itself says nothing, which may begin with a state", composed(), ["head", "head"], 2],
  ])("%s", async (_, sdl, names, upstreams) => {
    const opened = await streams(sdl, names);
    expect(toys.platform.openSubscriptions).toBe(upstreams);
    await allHear(opened);
    await leave(opened);
  });

  it("share with themselves alone, on two screens, what depends on who asks", async () => {
    const opened = await streams(tagged(["conventionStatusChanged"]), ["head", "head", "deputy"]);
    expect(toys.platform.openSubscriptions).toBe(2);
    await allHear(opened);
    expect(toys.platform.readersNoted).toEqual([]);
    await leave(opened);
  });

  it("share nothing while they travel in time", async () => {
    const development = { personas: [], issueToken: async () => "", examples: [], login: async () => {} };
    const opened = await streams(tagged(FIELDS), ["head", "deputy"], { development }, { "x-stages-now": "2027-06-14T08:00:00Z" });
    expect(toys.platform.openSubscriptions).toBe(2);
    await leave(opened);
  });
});

describe("the readers of a shared event", () => {
  it("are noted in people before they are given it: staff, by the id of the event's request", async () => {
    const opened = await streams(tagged(FIELDS), ["head", "deputy"]);
    await allHear(opened);
    const { requestId, readerIds } = toys.platform.readersNoted.at(-1)!;
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(readerIds.toSorted()).toEqual(["person_1", "person_3"]);
    expect(new Set(toys.platform.readersNoted.map((noted) => noted.requestId)).size).toBe(toys.platform.readersNoted.length);
    await leave(opened);
  });

  it("are not, when they are no staff", async () => {
    const opened = await streams(tagged(FIELDS), ["manager", "colleague"]);
    expect(toys.platform.openSubscriptions).toBe(1);
    await allHear(opened);
    expect(toys.platform.readersNoted).toEqual([]);
    await leave(opened);
  });

  it("are given an error and no data when they cannot be noted", async () => {
    const opened = await streams(tagged(FIELDS), ["head", "deputy"]);
    toys.platform.registerIsClosed = true;
    await allHear(opened, "TEMPORARILY_UNAVAILABLE");
    toys.platform.registerIsClosed = false;
    await allHear(opened);
    await leave(opened);
  });
});

describe("another supergraph", () => {
  it("is served at once, and leaves open what it still has", async () => {
    const opened = await streams(composed(), ["head"]);
    toys.platform.replaceSupergraph(composed((sdl) => sdl.replace("echo(number: Int!): Int!", "")));
    expect((await toys.ask("{ echo(number: 1) }")).errors).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
    await allHear(opened);
    await leave(opened);
  });

  it("ends a subscription that it no longer has, and says to reload", async () => {
    const opened = await streams(composed(), ["head"]);
    toys.platform.replaceSupergraph(composed((sdl) => sdl.replace("title: String!", "name: String!")));
    await expect.poll(() => opened[0]!.seen.slice(-2)).toEqual(["SCHEMA_CHANGED", "the end"]);
    await toys.platform.whenSubscribed(0);
  });

  it.each([
    ["cannot be read", "type Query {"],
    ["names a subgraph that is not there", composed().replaceAll("OFFERS", "OTHERS").replaceAll('"offers"', '"others"')],
  ])("that %s is refused and logged, and the one before stays", async (_, sdl) => {
    const opened = await streams(composed(), ["head"]);
    toys.platform.replaceSupergraph(sdl);
    expect(toys.platform.logged).toContainEqual({ message: "A supergraph was refused, the one before stays", details: expect.anything() });
    expect((await toys.ask("{ convention { offer { title } } }")).data).toEqual({ convention: { offer: { title: "Menuiserie" } } });
    await allHear(opened);
    await leave(opened);
  });
});
