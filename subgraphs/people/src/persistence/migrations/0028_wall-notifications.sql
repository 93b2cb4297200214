SELECT "bus"."wall"('people', 'notifications', 'notification_preferences', 'push_subscriptions', 'deliveries', 'webhooks', 'webhook_deliveries');
