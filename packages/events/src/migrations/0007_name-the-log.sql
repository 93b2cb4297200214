CREATE TABLE "bus"."stream" (
	"token" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bus"."to_forget" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "bus"."to_forget_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"about" uuid,
	"event_id" uuid
);
--> statement-breakpoint
ALTER TABLE "bus"."consumers" ADD COLUMN "log" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "bus"."horizon" ADD COLUMN "log" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "bus"."consumers" DROP CONSTRAINT "consumers_pkey";--> statement-breakpoint
ALTER TABLE "bus"."horizon" DROP CONSTRAINT "horizon_pkey";--> statement-breakpoint
ALTER TABLE "bus"."consumers" ADD CONSTRAINT "consumers_log_name_pk" PRIMARY KEY("log","name");--> statement-breakpoint
ALTER TABLE "bus"."horizon" ADD CONSTRAINT "horizon_log_type_pk" PRIMARY KEY("log","type");
