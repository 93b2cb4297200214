import { type ClientOptions, type StagesClient, stagesClient } from "./client.ts";

/** A client that acts as a persona of the demonstration. Only a development platform gives such tokens. */
export async function clientOf(persona: string, { url, now }: Omit<ClientOptions, "token">): Promise<StagesClient> {
  const response = await fetch(new URL("/development/token", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ persona }),
  });
  if (!response.ok) throw new Error(`no token for ${persona}: ${response.status}`);
  const { token } = (await response.json()) as { token: string };
  return stagesClient({ url, token, ...(now ? { now } : {}) });
}
