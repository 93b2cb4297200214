CREATE TABLE "people"."bus_cursor" (
	"consumer" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people"."grants" (
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"school_uai" varchar(8),
	"host_id" uuid,
	"student_id" uuid,
	"academy" varchar(2),
	CONSTRAINT "one_grant_per_bound" UNIQUE NULLS NOT DISTINCT("person_id","role","school_uai","host_id","student_id","academy")
);
--> statement-breakpoint
CREATE TABLE "people"."inbox" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"handled_at" timestamp (6) with time zone NOT NULL,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "people"."legal_representatives" (
	"student_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"relationship" text NOT NULL,
	"contact_order" smallint NOT NULL,
	"may_sign" boolean NOT NULL,
	CONSTRAINT "legal_representatives_student_id_person_id_pk" PRIMARY KEY("student_id","person_id"),
	CONSTRAINT "one_contact_per_rank" UNIQUE("student_id","contact_order")
);
--> statement-breakpoint
CREATE TABLE "people"."outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people"."outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people"."persons" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject" text,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text,
	CONSTRAINT "persons_subject_unique" UNIQUE("subject")
);
--> statement-breakpoint
CREATE TABLE "people"."schools" (
	"uai" varchar(8) PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"sector" text NOT NULL,
	"address_line" text NOT NULL,
	"postcode" text NOT NULL,
	"commune_code" varchar(5) NOT NULL,
	"commune_name" text NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"academy" varchar(2) NOT NULL,
	"department_code" varchar(3) NOT NULL,
	"ministry" text,
	"search_text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people"."staff" (
	"person_id" uuid NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"function" text NOT NULL,
	"title" text NOT NULL,
	CONSTRAINT "staff_person_id_school_uai_function_pk" PRIMARY KEY("person_id","school_uai","function")
);
--> statement-breakpoint
CREATE TABLE "people"."student_hosts" (
	"student_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"disclosed" boolean NOT NULL,
	CONSTRAINT "student_hosts_student_id_host_id_pk" PRIMARY KEY("student_id","host_id")
);
--> statement-breakpoint
CREATE TABLE "people"."student_tutors" (
	"student_id" uuid NOT NULL,
	"tutor_email" text NOT NULL,
	CONSTRAINT "student_tutors_student_id_tutor_email_pk" PRIMARY KEY("student_id","tutor_email")
);
--> statement-breakpoint
CREATE TABLE "people"."students" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"campaign_id" varchar(8) NOT NULL,
	"school_uai" varchar(8) NOT NULL,
	"academy" varchar(2) NOT NULL,
	"birth_date" date NOT NULL,
	"class_name" text NOT NULL,
	"home" jsonb NOT NULL,
	CONSTRAINT "one_enrolment_per_campaign" UNIQUE("person_id","campaign_id")
);
--> statement-breakpoint
CREATE INDEX "schools_search_text_uai_index" ON "people"."schools" USING btree ("search_text","uai");--> statement-breakpoint
CREATE INDEX "schools_academy_search_text_uai_index" ON "people"."schools" USING btree ("academy","search_text","uai");--> statement-breakpoint
CREATE INDEX "schools_department_code_search_text_uai_index" ON "people"."schools" USING btree ("department_code","search_text","uai");--> statement-breakpoint
CREATE INDEX "schools_commune_code_search_text_uai_index" ON "people"."schools" USING btree ("commune_code","search_text","uai");--> statement-breakpoint
CREATE INDEX "staff_school_uai_index" ON "people"."staff" USING btree ("school_uai");--> statement-breakpoint
CREATE INDEX "students_school_uai_campaign_id_class_name_id_index" ON "people"."students" USING btree ("school_uai","campaign_id","class_name","id");--> statement-breakpoint
CREATE INDEX "students_campaign_id_academy_index" ON "people"."students" USING btree ("campaign_id","academy");