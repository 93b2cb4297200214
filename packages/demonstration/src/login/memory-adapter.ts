import type { Adapter, AdapterPayload } from "oidc-provider";

interface Kept {
  payload: AdapterPayload;
  readonly until: number;
}

/** Enough for many developers; the oldest is forgotten first. */
const MOST_KEPT = 10_000;

/** What oidc-provider must remember between two requests, in this process: logins begun, codes, grants. */
export function memoryAdapters(): (model: string) => Adapter {
  const kept = new Map<string, Kept>();
  const forgetOldest = () => {
    for (const key of kept.keys()) {
      if (kept.size <= MOST_KEPT) return;
      kept.delete(key);
    }
  };
  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`;
    const alive = (key: string) => {
      const found = kept.get(key);
      return found && found.until > Date.now() ? found.payload : undefined;
    };
    const findBy = async (member: "uid" | "userCode", value: string) =>
      kept.keys().filter((key) => key.startsWith(`${model}:`)).map(alive).find((payload) => payload?.[member] === value);
    return {
      async upsert(id, payload, expiresIn) {
        kept.set(keyOf(id), { payload, until: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
        forgetOldest();
      },
      find: async (id) => alive(keyOf(id)),
      findByUid: (uid) => findBy("uid", uid),
      findByUserCode: (userCode) => findBy("userCode", userCode),
      async consume(id) {
        const payload = alive(keyOf(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        kept.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };
}
