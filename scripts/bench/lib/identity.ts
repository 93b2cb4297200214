import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import type { IdentityOptions } from "@stages/standalone/platform.ts";

/** As in production, where personas do not exist: the issuer of the demonstration is configured like any other. */
export async function benchIdentity(dataDir: string): Promise<IdentityOptions> {
  const { issuer } = await openDevelopmentIssuer(dataDir);
  return { development: false, issuers: [issuer] };
}
