import { statSync } from "node:fs";
import { dirname } from "node:path";

/** PostgreSQL refuses to run as root: root lends it this account, or the one that already owns the cluster. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account without rights that every Unix has; some name it nobody, the number is the same on Linux and in containers. */
const NOBODY: Account = { uid: 65534, gid: 65534 };

/** Null when the server runs as the current user. */
export function accountFor(cluster: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY;
}

/**
 * The cluster's path as that account can open it. Root's folders are often private (/root is 0700), and data must stay in
 * the folder the user chose: on Linux the process is placed in the cluster before it changes account, and knows it as its
 * own working directory, which needs no way through the parents.
 */
export function pathSeenBy(account: Account | null, cluster: string): string {
  return account && process.platform === "linux" ? "/proc/self/cwd" : cluster;
}

const OTHERS_MAY_TRAVERSE = 0o001;
const OTHERS_MAY_READ_AND_TRAVERSE = 0o005;

export function isOpenToAll(path: string): boolean {
  if ((statSync(path).mode & OTHERS_MAY_READ_AND_TRAVERSE) !== OTHERS_MAY_READ_AND_TRAVERSE) return false;
  for (let folder = path; folder !== dirname(folder); ) {
    folder = dirname(folder);
    if ((statSync(folder).mode & OTHERS_MAY_TRAVERSE) === 0) return false;
  }
  return true;
}
