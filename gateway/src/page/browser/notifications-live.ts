import { type Follower, followStream } from "./follow-stream.ts";
import type { Added, Line, Session } from "./notifications-graph.ts";
import { LIVE } from "./notifications-operations.ts";

export interface Listener extends Omit<Follower<Added>, "told"> {
  added(line: Line, unreadCount: number): void;
}

export const follow = ({ token: bearer, role }: Session, { added, ...listener }: Listener, stopped: AbortSignal): Promise<void> =>
  followStream<Added>(
    { query: LIVE, bearer, role },
    { ...listener, told: ({ notifications: { notification, unreadCount } }) => void (notification && added(notification, unreadCount)) },
    stopped,
  );
