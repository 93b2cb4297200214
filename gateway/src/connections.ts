import { refuse } from "@stages/kernel/refusal.ts";
import { refusalError } from "./errors.ts";
import type { Session } from "./identity.ts";
import type { LiveLimits } from "./limits.ts";

/** The sockets and streams that are open, by whose they are. */
export interface Connections {
  /** Counts one more, or throws TOO_MANY_CONNECTIONS. What it returns counts it out, once however often it is called. */
  enter(session: Pick<Session, "subject">, address: string | undefined): () => void;
  readonly open: number;
}

export function countConnections(limits: Pick<LiveLimits, "connectionsPerPerson" | "anonymousConnectionsPerAddress">): Connections {
  const counts = new Map<string, number>();
  let open = 0;

  return {
    enter({ subject }, address) {
      const [holder, max] = subject === null ? [`at ${address}`, limits.anonymousConnectionsPerAddress] : [`of ${subject}`, limits.connectionsPerPerson];
      const count = counts.get(holder) ?? 0;
      if (count >= max) throw refusalError(refuse("TOO_MANY_CONNECTIONS", { max }), 429);
      counts.set(holder, count + 1);
      open += 1;
      let inside = true;
      return () => {
        if (!inside) return;
        inside = false;
        open -= 1;
        const left = counts.get(holder)! - 1;
        if (left === 0) counts.delete(holder);
        else counts.set(holder, left);
      };
    },
    get open() {
      return open;
    },
  };
}
