/** Every operation of the page of notifications: they stand in the manifest of trusted documents, each under its name. */

const LINE = "id kind urgency title body createdAt readAt settledAt";
const LINES = `unreadCount edges { node { ${LINE} } } pageInfo { hasNextPage endCursor }`;
const CHOICE = "kind channel wanted isDefault isLocked";
const BROWSER = "id service createdAt lastSentAt";

/** `after` is the cursor of the last one seen, when the stream is taken up again. */
export const LIVE = `subscription LiveNotifications($after: String) { notifications(after: $after) { unreadCount notification { ${LINE} } } }`;
export const VIEWER = "query ViewerOfNotifications { viewer { displayName role roles } }";
export const INBOX = `query Inbox { unread: notifications(first: 50, unreadOnly: true) { ${LINES} } all: notifications(first: 10) { ${LINES} } }`;
export const OLDER = `query OlderNotifications($after: String, $unreadOnly: Boolean!) { notifications(first: 50, after: $after, unreadOnly: $unreadOnly) { ${LINES} } }`;
export const MARK_READ = "mutation MarkRead($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) { unreadCount } }";
export const CHOICES = `query NotificationChoices { notificationPreferences { ${CHOICE} } }`;
export const CHOOSE = `mutation Choose($input: ChangeNotificationPreferencesInput!) { changeNotificationPreferences(input: $input) { ${CHOICE} } }`;
export const BROWSERS = `query RegisteredBrowsers { pushPublicKey pushSubscriptions { ${BROWSER} } }`;
export const REGISTER_BROWSER = `mutation RegisterBrowser($input: RegisterPushSubscriptionInput!) { registerPushSubscription(input: $input) { ${BROWSER} } }`;
export const REMOVE_BROWSER = "mutation RemoveBrowser($id: ID!) { removePushSubscription(input: { pushSubscriptionId: $id }) { id } }";
