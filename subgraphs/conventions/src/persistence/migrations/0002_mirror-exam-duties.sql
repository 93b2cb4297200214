CREATE TABLE "conventions"."exam_duties" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"days" jsonb NOT NULL
);
