export type EmbeddedPostgresErrorCode =
  | "UNSUPPORTED_PLATFORM"
  | "FOLDER_NOT_WRITABLE"
  | "FOLDER_NOT_OURS"
  | "FOLDER_IN_USE"
  | "DISK_FULL"
  | "OTHER_MAJOR_VERSION"
  | "PASSWORD_LOST"
  | "DID_NOT_START";

/** `message` is one French sentence for the person at the terminal: the cause, then the remedy. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const USE_ANOTHER_SERVER = "indiquez un serveur PostgreSQL 18 par DATABASE_URL (DATABASE_URL=postgres://… npm start).";

export function unsupportedPlatform(cause?: unknown): EmbeddedPostgresError {
  const platform = `${process.platform} ${process.arch}`;
  return new EmbeddedPostgresError(
    "UNSUPPORTED_PLATFORM",
    `Le PostgreSQL embarqué ne fonctionne pas sur ce système (${platform}) : ${USE_ANOTHER_SERVER}`,
    cause,
  );
}

export function diskFull(folder: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "DISK_FULL",
    `Le disque du dossier de données ${folder} est plein : libérez de la place, ou choisissez un autre dossier par STAGES_DATA_DIR.`,
    cause,
  );
}

export function notWritable(folder: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "FOLDER_NOT_WRITABLE",
    `Le dossier de données ${folder} n'est pas accessible en écriture à ce compte : corrigez ses droits, ou choisissez un autre dossier par STAGES_DATA_DIR.`,
    cause,
  );
}

const DISK_FULL = new Set(["ENOSPC", "EDQUOT"]);
const NOT_WRITABLE = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "EISDIR", "ENAMETOOLONG", "ELOOP"]);

/** What the file system answered, as a sentence; anything unforeseen passes through. */
export function fromFileSystem(folder: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "";
  if (DISK_FULL.has(code)) return diskFull(folder, error);
  if (NOT_WRITABLE.has(code)) return notWritable(folder, error);
  return error;
}

/** What PostgreSQL wrote before it gave up, as a sentence. */
export function fromServerLog(folder: string, log: string, logPath: string): EmbeddedPostgresError {
  if (/No space left on device|Disk quota exceeded/i.test(log)) return diskFull(folder, log);
  if (/Read-only file system|Permission denied/i.test(log)) return notWritable(folder, log);
  const reason = log.match(/(?:FATAL|PANIC|error|ERROR):\s*(.+)/)?.[1] ?? "sans explication";
  return new EmbeddedPostgresError(
    "DID_NOT_START",
    `Le PostgreSQL embarqué n'a pas démarré (${reason}) : voyez ${logPath}, ou ${USE_ANOTHER_SERVER}`,
    log,
  );
}
