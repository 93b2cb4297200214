import { readFileSync } from "node:fs";
import { ConfigurationError } from "./configuration-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What may hold a key or a password. Each may stand instead in a file that `<name>_FILE` names, as orchestrators hand secrets over: a
 * variable is read by whoever sees the process's environment. STAGES_SEAL_KEY names a file, or a program, already.
 */
export const SECRET_VARIABLES = ["DATABASE_URL", "DATABASE_REQUESTS_URL", "DATABASE_READS_URL", "NATS_URL", "STAGES_KEYS", "STAGES_SMS_TOKEN", "STAGES_SMS_URL", "STAGES_SMTP_URL"] as const;

/** Whether a variable is of those that are handed to no child process but by name. */
export const isSecretVariable = (name: string): boolean => (SECRET_VARIABLES as readonly string[]).includes(name.replace(/_FILE$/, ""));

/** The same environment, with what its files hold in the place of their names. */
export function withSecretFiles(environment: Environment): Environment {
  const read = { ...environment };
  for (const name of SECRET_VARIABLES) {
    const file = environment[`${name}_FILE`]?.trim();
    delete read[`${name}_FILE`];
    if (!file) continue;
    if (environment[name]?.trim()) throw new ConfigurationError(`Les variables ${name} et ${name}_FILE disent la même chose : gardez l'une des deux.`);
    read[name] = contentOf(`${name}_FILE`, file);
  }
  return read;
}

/** For who reads its own variables from the process: the names of files are gone, what they hold is there. */
export function takeSecretFiles(environment: NodeJS.ProcessEnv): void {
  const read = withSecretFiles(environment);
  for (const name of Object.keys(environment)) if (!(name in read)) delete environment[name];
  Object.assign(environment, read);
}

/** Its name is not repeated: whoever mistook the two variables wrote the secret there. */
function contentOf(name: string, file: string): string {
  try {
    const content = readFileSync(file, "utf8").trim();
    if (content !== "") return content;
  } catch (error) {
    throw new ConfigurationError(`La variable ${name} vaut « … » : ce fichier ne peut pas être lu (${(error as NodeJS.ErrnoException).code}) ; donnez le nom d'un fichier qui contient le secret seul.`);
  }
  throw new ConfigurationError(`La variable ${name} vaut « … » : ce fichier est vide ; il doit contenir le secret seul.`);
}
