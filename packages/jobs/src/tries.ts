/** graphile-worker waits e^n seconds after the n-th try, at most six hours: the tenth comes some three and a half hours after the first. */
export const TRIES = 10;
