type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether codes can leave by SMS, for whoever offers the choice: where a provider is configured and, in development, always,
 * since what is held is read in its mailbox.
 */
export function offersSms(environment: Environment): boolean {
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  return isSet("STAGES_SMS_URL") || (environment["NODE_ENV"] !== "production" && !isSet("STAGES_SMTP_URL"));
}
