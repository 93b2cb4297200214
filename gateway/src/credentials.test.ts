import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { addressOf } from "./credentials.ts";

const request = (remoteAddress: string | undefined, ...forwarded: string[]) =>
  ({ headersDistinct: forwarded.length > 0 ? { "x-forwarded-for": forwarded } : {}, socket: { remoteAddress } }) as unknown as IncomingMessage;

const PROXY = "10.0.0.7";
const INNER = "10.0.0.9";
const CLIENT = "203.0.113.5";
const FORGED = "198.51.100.1";

describe("the client's address", () => {
  it.each([
    ["the connection's own, where no proxy is trusted", 0, request(CLIENT), CLIENT],
    ["the connection's own, whatever the header says", 0, request(CLIENT, FORGED), CLIENT],
    ["what the proxy says", 1, request(PROXY, CLIENT), CLIENT],
    ["what the proxy says, and not what the client had written before it", 1, request(PROXY, `${FORGED}, ${CLIENT}`), CLIENT],
    ["the same, where the client's header is one of its own", 1, request(PROXY, FORGED, CLIENT), CLIENT],
    ["what the outer of two proxies says", 2, request(INNER, `${FORGED}, ${CLIENT}, ${PROXY}`), CLIENT],
    ["the proxy's, where it wrote no address", 1, request(PROXY, `${CLIENT}, unknown`), PROXY],
    ["the proxy's, where it wrote nothing", 1, request(PROXY), PROXY],
    ["the farthest that is told, where fewer proxies wrote than are trusted", 3, request(INNER, CLIENT), CLIENT],
    ["as IPv4 where it is one", 0, request("::ffff:203.0.113.5"), CLIENT],
    ["without the port that some proxies add", 1, request(PROXY, "203.0.113.5:40123"), CLIENT],
    ["in IPv6", 1, request(PROXY, "[2001:db8::1]:443"), "2001:db8::1"],
    ["unknown, of a connection that is gone", 0, request(undefined), undefined],
  ])("is %s", (_title, trustedProxies, asked, expected) => {
    expect(addressOf(asked, trustedProxies)).toBe(expected);
  });

  it("would be whatever a client writes, if the header were read from its beginning: the control", () => {
    const naive = ({ headersDistinct }: IncomingMessage) => headersDistinct["x-forwarded-for"]?.join(",").split(",")[0];
    expect(naive(request(PROXY, `${FORGED}, ${CLIENT}`))).toBe(FORGED);
  });
});
