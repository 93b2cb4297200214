/** What is killed part by part: a platform, wherever its parts run. */
export interface Subject {
  readonly url: string;
  readonly databaseUrl: string;
  /** Where its log of facts is; in its database when null. */
  readonly natsUrl: string | null;
  /** Everything that can be killed, by its name: its process, null while there is none. */
  readonly components: Readonly<Record<string, () => number | null>>;
  /** Those of Node among them: none may end because another was killed. */
  readonly programs: readonly string[];
  /** Whether everything is there, so that the next kill is of one among all. */
  isWhole(): Promise<boolean>;
}
