import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Debian has servers where only root's path looks. */
export function isInstalled(command: string): boolean {
  return `${process.env["PATH"]}:/usr/sbin`.split(":").some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
