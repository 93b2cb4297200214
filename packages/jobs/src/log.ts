import { Logger } from "graphile-worker";

/** What graphile-worker has to say by itself: a task's own failure is told by the runner, without what is in the statement. */
export const silent = new Logger(() => () => {});

export const tellingErrors = (tell: (message: string) => void): Logger =>
  new Logger(() => (level, message, meta) => {
    if (level === "error" && !meta?.["failure"]) tell(message);
  });
