CREATE TABLE "people"."deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"notification_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"push_subscription_id" uuid,
	"due_at" timestamp (6) with time zone NOT NULL,
	"next_attempt_at" timestamp (6) with time zone,
	"failures" smallint DEFAULT 0 NOT NULL,
	"done_at" timestamp (6) with time zone,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "people"."notification_preferences" (
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"wanted" boolean NOT NULL,
	"changed_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "notification_preferences_person_id_kind_channel_pk" PRIMARY KEY("person_id","kind","channel")
);
--> statement-breakpoint
CREATE TABLE "people"."notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"kind" text NOT NULL,
	"event_id" uuid NOT NULL,
	"student_id" uuid,
	"candidature_id" uuid,
	"convention_id" uuid,
	"absence_id" uuid,
	"offer_id" uuid,
	"host_id" uuid,
	"school_uai" varchar(8),
	"details" "bytea" NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"read_at" timestamp (6) with time zone,
	"settled_at" timestamp (6) with time zone,
	CONSTRAINT "told_once" UNIQUE("person_id","event_id","kind")
);
--> statement-breakpoint
CREATE TABLE "people"."push_subscriptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"endpoint_index" text NOT NULL,
	"subscription" "bytea" NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"last_sent_at" timestamp (6) with time zone,
	CONSTRAINT "push_subscriptions_endpointIndex_unique" UNIQUE("endpoint_index")
);
--> statement-breakpoint
CREATE TABLE "people"."webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"webhook_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"topic" text NOT NULL,
	"student_id" uuid,
	"body" "bytea" NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"next_attempt_at" timestamp (6) with time zone,
	"failures" smallint DEFAULT 0 NOT NULL,
	"delivered_at" timestamp (6) with time zone,
	"dead_at" timestamp (6) with time zone,
	"failure" text,
	CONSTRAINT "one_message_an_event" UNIQUE("webhook_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "people"."webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"url" text NOT NULL,
	"secret" "bytea" NOT NULL,
	"former_secret" "bytea",
	"former_secret_until" timestamp (6) with time zone,
	"topics" text[] NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"created_by" uuid NOT NULL,
	"disabled_at" timestamp (6) with time zone,
	"disabled_why" text
);
--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "people"."deliveries" USING btree ("due_at","person_id") WHERE "people"."deliveries"."done_at" is null;--> statement-breakpoint
CREATE INDEX "deliveries_of_person" ON "people"."deliveries" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "deliveries_notification_id_index" ON "people"."deliveries" USING btree ("notification_id");--> statement-breakpoint
CREATE INDEX "notifications_of_person" ON "people"."notifications" USING btree ("person_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "people"."notifications" USING btree ("person_id") WHERE "people"."notifications"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_student_id_index" ON "people"."notifications" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "notifications_by_convention" ON "people"."notifications" USING btree ("convention_id") WHERE "people"."notifications"."convention_id" is not null;--> statement-breakpoint
CREATE INDEX "notifications_by_candidature" ON "people"."notifications" USING btree ("candidature_id") WHERE "people"."notifications"."candidature_id" is not null;--> statement-breakpoint
CREATE INDEX "push_subscriptions_person_id_index" ON "people"."push_subscriptions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "people"."webhook_deliveries" USING btree ("next_attempt_at") WHERE "people"."webhook_deliveries"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_student_id_index" ON "people"."webhook_deliveries" USING btree ("student_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_webhook_id_created_at_index" ON "people"."webhook_deliveries" USING btree ("webhook_id","created_at");--> statement-breakpoint
CREATE INDEX "webhooks_school_uai_index" ON "people"."webhooks" USING btree ("school_uai");