import { describe, expect, it } from "vitest";
import { transienceOf } from "./transient.ts";

const coded = (code: string, cause?: unknown) => Object.assign(new Error(code, { cause }), { code });

describe("what may succeed at another try", () => {
  it.each(["08006", "08003", "53100", "53200", "53300", "57P01", "57P03", "58030", "CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT", "ECONNREFUSED", "ECONNRESET", "EPIPE", "CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID", "SELF_SIGNED_CERT_IN_CHAIN"])(
    "is what failed because the server was away: %s", (code) => expect(transienceOf(coded(code))).toBe("SERVER"),
  );
  it.each(["40001", "40P01", "55P03", "57014"])("is what failed because of others: %s", (code) => expect(transienceOf(coded(code))).toBe("CONTENTION"));
  it("is told by what caused an error as well", () => {
    expect(transienceOf(new Error("Failed query", { cause: coded("57P01") }))).toBe("SERVER");
    expect(transienceOf(new AggregateError([new Error("one"), coded("ECONNREFUSED")]))).toBe("SERVER");
  });
});

describe("what fails by itself", () => {
  it.each(["23505", "22P02", "42501", "42P01", "P0001", "23514"])("is every other error of a statement: %s", (code) => expect(transienceOf(coded(code))).toBeNull());
  it("is an error of the code, and what is no error", () => {
    expect(transienceOf(new TypeError("payload.offer is undefined"))).toBeNull();
    expect(transienceOf("40001")).toBeNull();
    expect(transienceOf(null)).toBeNull();
  });
  it("is one that causes itself", () => {
    const endless = new Error("endless");
    endless.cause = endless;
    expect(transienceOf(endless)).toBeNull();
  });
});
