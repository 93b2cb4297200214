CREATE TABLE "conventions"."representatives" (
	"student_id" uuid PRIMARY KEY NOT NULL,
	"family" "bytea" NOT NULL
);
