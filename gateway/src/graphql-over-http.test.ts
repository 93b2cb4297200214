import { auditServer } from "graphql-http";
import { expect, it } from "vitest";
import { AUDIT_EXCEPTIONS, ONLY_WITHOUT_PREFLIGHT } from "./audit-exceptions.ts";
import { ToyClients } from "./toy-clients.ts";

const toys = new ToyClients();

/** The audits that were not passed, without what is but recommended, and excepted with a reason. */
async function audited(headers: Record<string, string>) {
  const fetchFn = (url: string, init: RequestInit = {}) => fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } });
  const results = await auditServer({ url: toys.gateway.url, fetchFn });
  const failed = results.flatMap((result) => (result.status === "ok" ? [] : [`${result.status} ${result.id} ${result.name}: ${result.reason}`]));
  return { count: results.length, errors: failed.filter((line) => line.startsWith("error")), exceptions: failed.map((line) => line.split(" ")[1]!).sort() };
}

it("speaks GraphQL over HTTP, but for what is excepted with a reason", async () => {
  const { count, errors, exceptions } = await audited({});
  expect(count).toBeGreaterThan(60);
  expect(errors).toEqual([]);
  expect(exceptions).toEqual(Object.keys(AUDIT_EXCEPTIONS).sort());
});

it("answers the audit's GETs too, to a client that no page of another site can be", async () => {
  const { errors, exceptions } = await audited({ "apollo-require-preflight": "1" });
  expect(errors).toEqual([]);
  expect(exceptions).toEqual(Object.keys(AUDIT_EXCEPTIONS).filter((id) => !ONLY_WITHOUT_PREFLIGHT.includes(id)).sort());
});
