import { connect } from "node:net";
import postgres from "postgres";

/** Held by the Node that owns the server, for as long as it lives; PostgreSQL lets go of it when that Node is killed. */
const OWNER_LOCK = 7_283_002;
const INVALID_PASSWORD = "28P01";

export interface Ownership {
  release(): Promise<void>;
}

export type OwnershipResult = Ownership | "NO_SERVER" | "OWNED_BY_ANOTHER" | "WRONG_PASSWORD" | "NOT_YET";

/** Takes the server of that address as one's own. `NOT_YET` while it starts or stops. */
export async function takeOwnership(url: string, onLost: () => void): Promise<OwnershipResult> {
  const { hostname, port } = new URL(url);
  if (!(await answers(hostname, Number(port)))) return "NO_SERVER";
  let isOwner = false;
  const sql = postgres(url, {
    max: 1,
    // The lock lives with its connection, which must not be renewed.
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    connection: { application_name: "stages-owner" },
    onclose: () => isOwner && onLost(),
    onnotice: () => {},
  });
  const leave = async () => {
    isOwner = false;
    await sql.end({ timeout: 1 });
  };
  try {
    const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${OWNER_LOCK}) as taken`;
    if (row?.taken) {
      isOwner = true;
      return { release: leave };
    }
    await leave();
    return "OWNED_BY_ANOTHER";
  } catch (error) {
    await leave();
    return (error as { code?: string }).code === INVALID_PASSWORD ? "WRONG_PASSWORD" : "NOT_YET";
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}
