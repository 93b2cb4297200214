import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "@stages/kernel/refusal.ts";
import { startExternalServer } from "./external-server.ts";
import { type KeptServer, keepRunning } from "./keep-running.ts";

const CONFIGURATION = "haproxy.cfg";

/**
 * One address before the gateways. Each is asked for `/ready/self`, not for `/ready`: what one lacks behind it the other lacks
 * too, one that is about to stop says so, and a gateway refuses with a code where a proxy has no answer. What never left is sent to the other; what was cut is
 * a coded refusal, as a gateway's own.
 */
export function startHaproxy({ folder, host, port, gateways, log }: {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly gateways: readonly string[];
  readonly log: (line: string) => void;
}): Promise<KeptServer> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, CONFIGURATION), configuration(host, port, gateways));
  return keepRunning("L'entrée (haproxy)", () => startExternalServer({ command: "haproxy", args: ["-db", "-f", CONFIGURATION], folder, port }), log);
}

function configuration(host: string, port: number, gateways: readonly string[]): string {
  const { code, message } = refuse("TEMPORARILY_UNAVAILABLE");
  const refusal = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  return [
    "defaults",
    "  mode http",
    "  timeout connect 2s",
    "  timeout client 1h",
    // Longer than the longest mutation; streams say something every few seconds.
    "  timeout server 150s",
    "  timeout tunnel 1h",
    "  timeout http-keep-alive 60s",
    "  option redispatch 1",
    "  option forwardfor",
    "  retries 3",
    "  retry-on conn-failure",
    ...[502, 503, 504].map((status) => `  http-error status ${status} content-type application/json string ${quoted(refusal)}`),
    "frontend entrance",
    `  bind ${host}:${port}`,
    "  default_backend gateways",
    "backend gateways",
    "  balance roundrobin",
    "  option httpchk GET /ready/self",
    "  default-server check inter 500ms fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down on-marked-down shutdown-sessions",
    ...gateways.map((url, rank) => `  server gateway-${rank + 1} ${new URL(url).host}`),
    "",
  ].join("\n");
}

const quoted = (text: string) => `'${text.replaceAll("'", "\u2019")}'`;
