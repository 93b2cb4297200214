export type Durability = "full" | "none";
/** PostgreSQL's parameters by their names. */
export type ServerSettings = Readonly<Record<string, string | number>>;

/**
 * Given on the command line rather than written into postgresql.conf, so that a folder made by an older release runs with
 * the settings of this one. Sized for a laptop that also runs the platform.
 */
export function serverSettings(port: number, durability: Durability, own: ServerSettings = {}): string[] {
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    shared_buffers: "128MB",
    // Queries here are short: compiling them costs more than it saves.
    jit: "off",
    // Nothing replicates from a laptop.
    wal_level: "minimal",
    max_wal_senders: 0,
    log_checkpoints: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    // For servers that are thrown away after a test run: a crash of the machine would lose the data, and nobody would mind.
    // Several platforms run on one at the same time.
    ...(durability === "none" ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: 500 } : {}),
    ...own,
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
