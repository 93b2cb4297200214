import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { parse, print } from "graphql";
import { describe, expect, it } from "vitest";
import { ToyClients } from "./toy-clients.ts";
import { InvalidManifestError, sha256Of, trustedDocuments, trustedManifest } from "./trusted-documents.ts";

const ROLE = "query Role { role }";
/** Larger than others may send. */
const LARGE = `query Large { ${Array.from({ length: 100 }, (_, i) => `a${i}: role`).join(" ")} }`;
const LISTEN = "subscription Listen { changesAfter { cursor } }";
const APOLLO = print(parse("query Apollo($number: Int!) { echo(number: $number) }"));
const trusted = trustedDocuments(trustedManifest([ROLE, LARGE, LISTEN, APOLLO]));
const byHash = (text: string, rest: object = {}) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256Of(text) } }, ...rest });

describe("a manifest", () => {
  it("has each document under the hash of its text, by name", () => {
    expect(trustedManifest([ROLE, LISTEN, ROLE]).operations).toEqual([
      { id: sha256Of(LISTEN), name: "Listen", type: "subscription", body: LISTEN },
      { id: sha256Of(ROLE), name: "Role", type: "query", body: ROLE },
    ]);
  });

  it.each([["without a name", ["{ role }"]], ["of several operations", ["query A { role } query B { role }"]], ["two of one name", [ROLE, "query Role { now }"]]])("is not made of documents %s", (_what, texts) => {
    expect(() => trustedManifest(texts)).toThrow(InvalidManifestError);
  });

  it("whose id is not the hash of its document is not believed", () => {
    const [operation] = trustedManifest([ROLE]).operations;
    expect(() => trustedDocuments({ format: "apollo-persisted-query-manifest", version: 1, operations: [{ ...operation!, body: "query Role { now }" }] })).toThrow(InvalidManifestError);
  });
});

describe("a graph open to others", () => {
  const toys = new ToyClients({ trusted });

  it.each([
    ["extensions.persistedQuery", byHash(ROLE)],
    ["documentId", { documentId: sha256Of(ROLE) }],
    ["documentId with its algorithm", { documentId: `sha256:${sha256Of(ROLE)}` }],
    ["its text", { query: ROLE }],
    ["its text and its hash", byHash(ROLE, { query: ROLE })],
  ])("answers a trusted document by %s", async (_how, body) => {
    expect(await toys.post(body)).toMatchObject({ status: 200, data: { role: "ANONYMOUS" } });
  });

  it("answers it by GET, SSE, multipart and WebSocket", async () => {
    const headers = { "apollo-require-preflight": "true" };
    expect(await (await fetch(`${toys.gateway.url}?documentId=${sha256Of(ROLE)}`, { headers })).json()).toEqual({ data: { role: "ANONYMOUS" } });
    expect(await (await fetch(`${toys.gateway.url}?extensions=${encodeURIComponent(JSON.stringify(byHash(ROLE).extensions))}`, { headers })).json()).toEqual({ data: { role: "ANONYMOUS" } });
    const sse = await fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept: "text/event-stream" }, body: JSON.stringify(byHash(ROLE)) });
    expect(await sse.text()).toContain('{"data":{"role":"ANONYMOUS"}}');
    const multipart = await fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept: "multipart/mixed;subscriptionSpec=1.0, application/json" }, body: JSON.stringify(byHash(LISTEN)) });
    expect(multipart.headers.get("content-type")).toContain("multipart/mixed");
    await multipart.body!.cancel();
    const { client } = toys.overWebSocket();
    expect((await client.iterate({ query: "", ...byHash(ROLE) }).next()).value).toMatchObject({ data: { role: "ANONYMOUS" } });
  });

  it("holds it to no limit of shape, and others' documents to all", async () => {
    expect(await toys.post(byHash(LARGE))).toMatchObject({ status: 200, data: { a99: "ANONYMOUS" } });
    expect(await toys.post({ query: LARGE })).toMatchObject({ status: 200 });
    expect(await toys.post({ query: `${LARGE} ` })).toMatchObject({ status: 400, errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] });
  });

  it("refuses an id that it does not know, in French, and registers nothing by the text that follows", async () => {
    const text = "query Unknown { role }";
    const unknown = { status: 400, errors: [{ message: expect.stringContaining("n'est pas connue"), extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }] };
    expect(await toys.post(byHash(text))).toMatchObject(unknown);
    expect(await toys.post(byHash(text, { query: text }))).toMatchObject({ status: 200 });
    expect(await toys.post(byHash(text))).toMatchObject(unknown);
  });

  it("refuses a text that is not what its hash says", async () => {
    expect(await toys.post(byHash(ROLE, { query: "query Role { now }" }))).toMatchObject({ status: 400, errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });

  it.each([[{ documentId: 3 }], [{ extensions: { persistedQuery: { sha256Hash: {} } } }], [{ extensions: "x" }], [{ documentId: "__proto__" }], [{ query: null, documentId: "" }]])("refuses %j", async (body) => {
    const { status, errors } = await toys.post(body);
    expect([status, errors?.[0]?.extensions["code"]]).toEqual([400, expect.stringMatching(/^(BAD_REQUEST|PERSISTED_QUERY_NOT_FOUND)$/)]);
  });

  it.each([["that is trusted", APOLLO, 42], ["that is not, which it then sends whole", "query Other { echo(number: 7) }", 7]])("answers Apollo Client's link of persisted queries a document %s", async (_what, text, number) => {
    const link = ApolloLink.from([new PersistedQueryLink({ sha256: sha256Of }), new HttpLink({ uri: toys.gateway.url })]);
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const { data } = await client.query({ query: gql(text), variables: { number: 42 } });
    expect(data).toEqual({ echo: number });
    client.stop();
  });
});

describe("control: the same graph without the manifest's check", () => {
  const toys = new ToyClients({ trusted, documents: "OPEN" });

  it("hands an untrusted document to a subgraph", async () => {
    expect(await toys.ask("query Other { role }")).toMatchObject({ status: 200, data: { role: "ANONYMOUS" } });
  });
});

describe("a graph for its own clients alone", () => {
  const toys = new ToyClients({ trusted, documents: "TRUSTED" });

  it("answers them, and refuses everyone else in French, by every way in", async () => {
    expect(await toys.post(byHash(ROLE))).toMatchObject({ status: 200, data: { role: "ANONYMOUS" } });
    const query = "query Other { role }";
    expect(await toys.ask(query)).toMatchObject({ status: 400, errors: [{ message: expect.stringContaining("ses propres applications"), extensions: { code: "UNTRUSTED_DOCUMENT" } }] });
    const sse = await fetch(toys.gateway.url, { method: "POST", headers: { "content-type": "application/json", accept: "text/event-stream" }, body: JSON.stringify({ query }) });
    expect(await sse.text()).toContain("UNTRUSTED_DOCUMENT");
    const { client } = toys.overWebSocket();
    await expect(client.iterate({ query }).next()).rejects.toMatchObject([{ extensions: { code: "UNTRUSTED_DOCUMENT" } }]);
    expect(await toys.ask("{ __typename }")).toMatchObject({ status: 400 });
  });
});
