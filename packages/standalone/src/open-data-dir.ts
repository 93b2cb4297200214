import { accessSync, constants } from "node:fs";
import { fromFileSystem } from "@stages/embedded-postgres/errors.ts";
import { makeFolder } from "@stages/embedded-postgres/make-folder.ts";

/** The folder of STAGES_DATA_DIR, made when missing; a sentence when it cannot be written in. */
export function openDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fromFileSystem(dataDir, error);
  }
}
