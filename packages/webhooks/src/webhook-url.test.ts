import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./public-address.ts";
import { faultOf } from "./webhook-url.ts";

describe("an address to call", () => {
  it.each(["https://vie-scolaire.lycee.fr/stages", "https://api.editeur.fr:8443/h?x=1", "https://[2a01:cb00::1]/h", "https://90.84.1.1/"])("may be %s", (url) => {
    expect(faultOf(url)).toBeNull();
  });

  it.each([
    ["", "NOT_A_URL"],
    ["lycee.fr", "NOT_A_URL"],
    ["ftp://lycee.fr/", "NOT_A_URL"],
    ["https://lycee.fr/#x", "NOT_A_URL"],
    [`https://lycee.fr/${"x".repeat(500)}`, "NOT_A_URL"],
    ["http://lycee.fr/", "NOT_HTTPS"],
    ["https://moi:secret@lycee.fr/", "CREDENTIALS"],
    ["https://localhost/", "NOT_PUBLIC"],
    ["https://LOCALHOST./", "NOT_PUBLIC"],
    ["https://postgres/", "NOT_PUBLIC"],
    ["https://db.internal/", "NOT_PUBLIC"],
    ["https://127.0.0.1/", "NOT_PUBLIC"],
    // Read by URL as 127.0.0.1.
    ["https://2130706433/", "NOT_PUBLIC"],
    ["https://0x7f.1/", "NOT_PUBLIC"],
    ["https://10.1.2.3/", "NOT_PUBLIC"],
    ["https://169.254.169.254/latest/meta-data", "NOT_PUBLIC"],
    ["https://[::1]/", "NOT_PUBLIC"],
    ["https://[::ffff:10.0.0.1]/", "NOT_PUBLIC"],
    ["https://[fd00::1]/", "NOT_PUBLIC"],
  ])("cannot be %s: %s", (url, fault) => {
    expect(faultOf(url)).toBe(fault);
  });

  it.each(["http://127.0.0.1:9000/h", "http://[::1]:9000/h", "http://localhost:9000/h"])("may be one's own machine in development: %s", (url) => {
    expect(faultOf(url, { allowLoopback: true })).toBeNull();
    expect(faultOf("http://10.0.0.1/", { allowLoopback: true })).toBe("NOT_HTTPS");
  });
});

describe("a public address", () => {
  it.each(["90.84.1.1", "2a01:cb00::1"])("is %s", (address) => expect(isPublicAddress(address)).toBe(true));

  it.each(["0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "192.168.1.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::", "2001::1", "x"])(
    "is not %s",
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
});
