import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { expect, it } from "vitest";
import { fromEnvironment, toEnvironment } from "./gateway-environment.ts";

const told = { host: "127.0.0.1", port: 4000, dataDir: "/srv", identity: { development: false, issuers: [] }, trustedProxies: 1, subgraphUrls: { offers: "http://a" } as never, signingKey: newInternalKeys().signingKey };

it.each([
  ["https://stages.example", ["https://app.example", "https://autre.example:8443"]],
  [null, []],
])("the gateway's process is told where people reach it (%s), and whose pages may ask it", (publicUrl, allowedOrigins) => {
  expect(fromEnvironment(toEnvironment({ ...told, publicUrl, allowedOrigins }))).toMatchObject({ publicUrl, allowedOrigins, trustedProxies: 1, port: 4000 });
});
