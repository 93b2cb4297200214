import { gzipSync } from "node:zlib";
import * as fc from "fast-check";

/** What is sent over one connection, byte by byte. */
export interface RawRequest {
  readonly bytes: Buffer;
  /** Well formed as far as its framing goes: it is answered without anything more of its client. */
  readonly whole: boolean;
  /** That of which it is a case, for the counts. */
  readonly kind: string;
}

/** What a request may name that is right: tokens that expire are made when it is sent. */
export interface KnownToFuzzer {
  readonly authorizations: readonly string[];
  readonly routes: readonly string[];
}

const CRLF = "\r\n";
const TOKEN = "A".repeat(43);
const OPERATIONS = ["{ __typename }", "{ viewer { role } }", "mutation { __typename }", "subscription { __typename }", "{", "query Q($a: [String]) { __typename }", "{ __schema { types { name } } }"];

export const GATEWAY_ROUTES = [
  "/graphql", "/graphql", "/graphql", "/graphql?query=%7B__typename%7D", "/graphql?query=subscription%7Ba%7D", "/graphql?query=%7B__typename%7D&variables=%7B", "/graphql?variables=[]&query=%ff",
  "/documents", `/documents/${TOKEN}`, `/depots/${TOKEN}`, `/exports/${TOKEN}`, "/lien", "/rectorat", "/verifier", "/notifications", "/health", "/ready", "/", "/page/page.js",
  "/development/token", "/development/personas", "/development/mailbox", "/development/examples",
  ...["/.well-known/openid-configuration", "/auth?client_id=stages-development&response_type=code&scope=openid", "/token", "/me", "/jwks", "/interaction/x", "/interaction/%00", "/session/end", "/request", "/%", ""].map((path) => `/development/oidc${path}`),
];
export const SUBGRAPH_ROUTES = ["/graphql", "/graphql", "/graphql?query=%7B__typename%7D", "/graphql?query=%7B__typename%7D&variables=%7B", "/health", "/", "/metrics"];

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const repeated = (text: string, ...times: readonly number[]) => oneOf(...times).map((count) => text.repeat(count));
const latin1 = (max: number) => fc.uint8Array({ maxLength: max }).map((bytes) => Buffer.from(bytes).toString("latin1"));

const METHOD = fc.oneof(
  { weight: 6, arbitrary: oneOf("GET", "POST", "POST", "POST", "PUT") },
  { weight: 2, arbitrary: oneOf("HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "PURGE", "QUERY", "M-SEARCH") },
  { weight: 1, arbitrary: fc.oneof(oneOf("get", "", "G E T", "PRI", "\0GET", "GET\t", "POST\n"), repeated("A", 9_000), latin1(12)) },
);
const SUFFIX = fc.oneof(
  oneOf("/../../../../etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/", "/..\\..\\windows", "%00", "%ff%fe", "%", "%zz", "//", ";jsessionid=1", "#fragment", "?a[]=1&a[__proto__]=2", "?__proto__[x]=1", "?query=%00", "/.git/config", "/.env", "?<script>", "?%0d%0aset-cookie:a=1", "\\"),
  repeated("a", 10_000, 15_000, 60_000),
  repeated("/..", 200),
  latin1(30),
);
const target = (routes: readonly string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: oneOf(...routes) },
    { weight: 3, arbitrary: fc.tuple(oneOf(...routes), SUFFIX).map(([route, suffix]) => route + suffix) },
    { weight: 1, arbitrary: oneOf("*", "", "//", "//evil.example/graphql", "http://evil.example/graphql", "https://evil.example", "http://", "evil.example:443", "graphql", "/\u00e9", "?", "http://[::", "/graphql HTTP/1.1\r\nx: y") },
  );
const VERSION = fc.oneof({ weight: 12, arbitrary: oneOf("HTTP/1.1") }, { weight: 1, arbitrary: oneOf("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1 x", "", "HTTP/1.11", "http/1.1", "ICE/1.0", "RTSP/1.0", "HTTP/9") });

type Header = readonly [name: string, value: string];
const header = (name: string, ...values: readonly string[]): fc.Arbitrary<Header> => oneOf(...values).map((value) => [name, value] as const);
const headers = ({ authorizations }: KnownToFuzzer): fc.Arbitrary<readonly Header[]> =>
  fc.array(
    fc.oneof(
      header("content-type", "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json;charset=latin1", "application/json; charset=\"", "APPLICATION/JSON", "application/graphql", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/jsonx", "/", ";", "application/json, text/html"),
      header("accept", "application/json", "application/graphql-response+json", "text/event-stream", "multipart/mixed;subscriptionSpec=1.0", "multipart/mixed; deferSpec=20220824", "text/event-stream;q=0", "text/html", "*/*;q=zz", "image/png", "application/json;charset=utf-16", ",,,;;;", "application/graphql-response+json;q=0, */*"),
      header("authorization", "Bearer ", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", `Bearer ${"x".repeat(8_000)}`, "Bearer stl_x", "Bearer \u00ff\u00fe", "bearer", "Digest username=\"", ...authorizations),
      header("x-stages-role", "STUDENT", "__proto__", "PLATFORM", "constructor", "\u00e9", "RECTORAT,MINISTRY", ""),
      header("x-stages-now", "2027-06-14T08:00:00Z", "demain", "+275760-09-13T00:00:00Z", "-271821-04-20T00:00:00Z", "9999999-01-01T00:00:00Z", "2027-06-14", "0000-01-01T00:00:00Z"),
      header("x-forwarded-for", "1.2.3.4", "a, b, c", "::ffff:1.2.3.4", "[", ",".repeat(3_000), "999.999.999.999"),
      header("apollo-require-preflight", "1"),
      header("x-apollo-operation-name", "X"),
      header("cookie", "_stages_login=x", "a=b; ".repeat(500), "=", "_interaction=%00; _interaction.sig=x"),
      header("origin", "null", "https://evil.example", "file:"),
      header("last-event-id", "\u0000", "0", "x".repeat(5_000), "NaN", "events:-1", "2\tdata: x"),
      header("content-length", "0", "5", "-1", "+5", "0x10", "5, 5", "99999999999999999999", "1e3", "", " 7", "5;5"),
      header("transfer-encoding", "chunked", "identity", "chunked, chunked", "gzip, chunked", "xchunked", "chunked\t", "CHUNKED", "\u000bchunked", "chunked, identity", ""),
      header("expect", "100-continue", "200-ok", "100-Continue, x", ""),
      header("connection", "close", "keep-alive", "upgrade", "close, upgrade", "transfer-encoding", "x".repeat(2_000)),
      header("upgrade", "websocket", "h2c", "TLS/1.0", "websocket, h2c"),
      header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==", "x", ""),
      header("sec-websocket-version", "13", "0", "99"),
      header("sec-websocket-protocol", "graphql-transport-ws", "graphql-ws", ",", "graphql-transport-ws,graphql-transport-ws", "\u0001"),
      header("content-encoding", "gzip", "br", "deflate", "identity", "gzip, gzip"),
      header("accept-encoding", "gzip", "*;q=0", "identity;q=0"),
      header("range", "bytes=0-1", "bytes=-99999999999", "lines=1"),
      header("if-none-match", "*", "\"x\""),
      header("host", "evil.example", "", "a b", "127.0.0.1:1", "x".repeat(4_000), "[::"),
      header("trailer", "content-length"),
      header("te", "trailers", "chunked"),
      // Headers that are none.
      fc.oneof(oneOf<Header>(["x y", "1"], ["", "1"], ["x\0", "1"], ["x", "a\0b"], ["x", "a\nb"], ["x", "a\rb"], [" folded", "1"], ["\tx", "1"], ["__proto__", "1"], ["constructor", "1"], ["x", "\u00e9\u00ff"]), fc.tuple(latin1(10), latin1(30))),
      // Floods.
      repeated("x", 8_000, 17_000, 70_000).map((value) => ["x-long", value] as const),
    ),
    { maxLength: 5 },
  );

const json = (query: string, variables: string) => `{"query":${JSON.stringify(query)},"variables":${variables}}`;
const DEEP = 100_000;
const variables = fc.oneof(
  oneOf('{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '{"a":"\\u0000"}', '{"a":"\\ud800"}', '{"a":1e400}', '{"a":-1e400}', '{"a":99999999999999999999999999}', "[]", "1", '"x"', "true", '{"a":1,"a":2}', '{"":null}', '{"toString":1,"hasOwnProperty":2}', '{"a":NaN}', '{"a":"\ud800"}', `{"a":"${"\u202e".repeat(50)}"}`),
  fc.json({ maxDepth: 4 }),
  oneOf(`{"a":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`, `{"a":${"[".repeat(50_000)}}`, `{"a":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`),
);
const query = fc.oneof({ weight: 4, arbitrary: oneOf(...OPERATIONS) }, { weight: 1, arbitrary: fc.oneof(repeated("{a", 10, 1_500, 60_000), repeated("a ", 3_999, 100_000), oneOf("\ufeff{ __typename }", "{ __typename }\0", "# x", "{ __typename @include(if: $x) }", `{ f(a: ${"[".repeat(1_900)}${"]".repeat(1_900)}) }`, `{ f(a: ${"{a:".repeat(1_200)}1${"}".repeat(1_200)}) }`, `query Q${"($a: [[[[Int]]]])".repeat(3)} { a }`, `{ ...A } fragment A on Query { ...A }`, `{ __typename(__proto__: 1) }`, 'query ($__proto__: Int) { __typename }'), fc.string({ maxLength: 60, unit: "binary" })) });
const BODY: fc.Arbitrary<readonly [kind: string, bytes: Buffer]> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(query, variables).map(([q, v]) => ["an operation", Buffer.from(json(q, v))] as const) },
  { weight: 1, arbitrary: query.map((q) => ["an operation in UTF-16", Buffer.from(json(q, "{}"), "utf16le")] as const) },
  { weight: 1, arbitrary: query.map((q) => ["a byte order mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json(q, "{}"))])] as const) },
  { weight: 1, arbitrary: query.map((q) => ["gzip", gzipSync(json(q, "{}"))] as const) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => ["UTF-8 that is none", Buffer.concat([Buffer.from('{"query":"{ __typename }","x":"'), bytes, Buffer.from('"}')])] as const) },
  { weight: 1, arbitrary: fc.json().map((text) => ["JSON of another kind", Buffer.from(text)] as const) },
  { weight: 1, arbitrary: oneOf("[".repeat(DEEP), "[".repeat(DEEP) + "]".repeat(DEEP), `{"query":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, `[${'{"query":"{__typename}"},'.repeat(1_000)}{}]`, `{"query":"{__typename}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`, `{"query":"{__typename}","extensions":"x","operationName":{}}`, '{"__proto__":{"query":"{__typename}"}}').map((text) => ["JSON to choke on", Buffer.from(text)] as const) },
  { weight: 1, arbitrary: oneOf(`token=${TOKEN}`, "token=", `token=${"A".repeat(2_000)}`, "a=b&query={__typename}", '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--', '{"persona":"student"}', '{"persona":{"toString":1}}', "grant_type=authorization_code&code=x&client_id=stages-development", "persona=__proto__").map((text) => ["a form", Buffer.from(text)] as const) },
  { weight: 1, arbitrary: oneOf(1_024, 300 * 1_024).map((size) => ["too much", Buffer.alloc(size, 0x20)] as const) },
  { weight: 1, arbitrary: fc.constant(["nothing", Buffer.alloc(0)] as const) },
);

interface Framed {
  readonly headers: readonly Header[];
  readonly bytes: Buffer;
  readonly whole: boolean;
  readonly kind: string;
}

const chunk = (bytes: Buffer, size = bytes.length.toString(16)) => Buffer.concat([Buffer.from(`${size}${CRLF}`), bytes, Buffer.from(CRLF)]);
/** In which way a body says how long it is, and whether it tells the truth. */
const FRAMINGS: Readonly<Record<string, (body: Buffer) => Omit<Framed, "kind">>> = {
  "by its length": (body) => ({ headers: [["content-length", String(body.length)]], bytes: body, whole: true }),
  "in chunks": (body) => ({ headers: [["transfer-encoding", "chunked"]], bytes: Buffer.concat([chunk(body.subarray(0, 7)), ...(body.length > 7 ? [chunk(body.subarray(7))] : []), Buffer.from(`0${CRLF}${CRLF}`)].slice(body.length > 0 ? 0 : 1)), whole: true }),
  "shorter than it is, the rest smuggled": (body) => ({ headers: [["content-length", String(Math.floor(body.length / 2))]], bytes: body, whole: false }),
  "longer than it is": (body) => ({ headers: [["content-length", String(body.length + 100)]], bytes: body, whole: false }),
  "by length and in chunks": (body) => ({ headers: [["content-length", String(body.length)], ["transfer-encoding", "chunked"]], bytes: Buffer.concat([chunk(body), Buffer.from(`0${CRLF}${CRLF}GET /smuggled HTTP/1.1${CRLF}host: x${CRLF}${CRLF}`)]), whole: false }),
  "by two lengths": (body) => ({ headers: [["content-length", String(body.length)], ["content-length", "3"]], bytes: body, whole: false }),
  "in broken chunks": (body) => ({ headers: [["transfer-encoding", "chunked"]], bytes: Buffer.concat([chunk(body, "FFFFFFFFFFFFFFFF"), Buffer.from(`-1${CRLF}0`)]), whole: false }),
  "in chunks with long extensions": (body) => ({ headers: [["transfer-encoding", "chunked"]], bytes: Buffer.concat([chunk(body, `${body.length.toString(16)};${"x".repeat(20_000)}`), Buffer.from(`0${CRLF}x: y${CRLF}${CRLF}`)]), whole: false }),
  "in chunks never ended": (body) => ({ headers: [["transfer-encoding", "chunked"]], bytes: chunk(body), whole: false }),
  "not at all": (body) => ({ headers: [], bytes: body, whole: false }),
};
const framed: fc.Arbitrary<Framed> = fc.tuple(BODY, fc.oneof({ weight: 5, arbitrary: oneOf("by its length") }, { weight: 5, arbitrary: oneOf(...Object.keys(FRAMINGS)) })).map(([[kind, body], framing]) => ({ ...FRAMINGS[framing]!(body), kind: `${kind}, ${framing}` }));

function write(method: string, path: string, version: string, sent: readonly Header[], { headers: own, bytes }: Pick<Framed, "headers" | "bytes">): Buffer {
  const lines = [`${method} ${path} ${version}`, ...(sent.some(([name]) => name === "host") ? [] : ["host: stages.example"]), ...[...sent, ...own].map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${lines.join(CRLF)}${CRLF}${CRLF}`, "latin1"), bytes]);
}

/** Nothing in these headers changes how long the body is, or to what the connection is put. */
const FRAMING_HEADERS = /^(content-length|transfer-encoding|expect|upgrade|connection|host|x-long)$/;
const isPlain = ([name, value]: Header) => !FRAMING_HEADERS.test(name) && /^[a-z-]+$/.test(name) && /^[\x20-\x7e]*$/.test(value);

export function rawRequests(known: KnownToFuzzer): fc.Arbitrary<RawRequest> {
  const one = fc.tuple(METHOD, target(known.routes), VERSION, headers(known), framed).map(([method, path, version, sent, body]): RawRequest => ({
    bytes: write(method, path, version, sent, body),
    whole: body.whole && /^(GET|POST|PUT|DELETE|PATCH|OPTIONS)$/.test(method) && version === "HTTP/1.1" && /^\/[\x21-\x7e]{0,9000}$/.test(path) && sent.every(isPlain),
    kind: body.kind,
  }));
  const toGraph = fc.tuple(headers(known), framed).map(([sent, body]): RawRequest => {
    const own = sent.filter(isPlain).filter(([name]) => name !== "content-type");
    return { bytes: write("POST", "/graphql", "HTTP/1.1", [["content-type", "application/json"], ...own], body), whole: body.whole, kind: body.kind };
  });
  // Let in, so that what is behind the door is asked too.
  const letIn = fc.tuple(oneOf("GET", "POST", "POST", "POST", "PUT"), oneOf(...known.routes), oneOf(...known.authorizations), oneOf("application/json", "application/json", "application/json;charset=utf-16", "text/plain"), framed).map(([method, path, authorization, type, body]): RawRequest => ({
    bytes: write(method, path, "HTTP/1.1", [["content-type", type], ["authorization", authorization]], body),
    whole: body.whole,
    kind: `${body.kind}, let in`,
  }));
  const pipelined = fc.array(one, { minLength: 2, maxLength: 4 }).map((all) => ({ bytes: Buffer.concat(all.map(({ bytes }) => bytes)), whole: false, kind: "several on one connection" }));
  // A right one, of which some bytes are others, or which ends before its end.
  const hurt = fc.tuple(one, fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }), fc.nat(3)).map(([{ bytes }, changes, cut]) => {
    const copy = Buffer.from(bytes);
    for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
    return { bytes: cut === 0 ? copy.subarray(0, Math.ceil(copy.length / 2)) : copy, whole: false, kind: "bytes changed" };
  });
  const noHttp = fc.oneof(fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)), oneOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\r\n\r\n\r\n", "GET", "SSH-2.0-x\r\n", "\0".repeat(100)).map((text) => Buffer.from(text, "latin1"))).map((bytes) => ({ bytes, whole: false, kind: "no HTTP" }));
  const flood = fc.tuple(oneOf(100, 1_900, 5_000), oneOf("x-a: b", "x: ", "cookie: a=b", "content-length: 0", "a:b")).map(([count, line]) => ({ bytes: Buffer.from(`GET /health HTTP/1.1${CRLF}host: x${CRLF}${`${line}${CRLF}`.repeat(count)}${CRLF}`), whole: false, kind: "a flood of headers" }));
  return fc.oneof({ weight: 8, arbitrary: one }, { weight: 5, arbitrary: toGraph }, { weight: 5, arbitrary: letIn }, { weight: 2, arbitrary: pipelined }, { weight: 3, arbitrary: hurt }, { weight: 1, arbitrary: noHttp }, { weight: 1, arbitrary: flood });
}
