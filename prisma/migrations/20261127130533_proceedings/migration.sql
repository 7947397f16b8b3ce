-- Events and clocks are those of every kind of case, not of requests alone.
ALTER TABLE "request_clocks" DROP CONSTRAINT "request_clocks_case_id_fkey";

ALTER TABLE "request_events" RENAME TO "case_events";
ALTER TABLE "case_events" RENAME CONSTRAINT "request_events_pkey" TO "case_events_pkey";
ALTER INDEX "request_events_type_at_idx" RENAME TO "case_events_type_at_idx";

ALTER TRIGGER "request_events_are_final" ON "case_events" RENAME TO "case_events_are_final";

ALTER TABLE "request_clocks" RENAME TO "case_clocks";
ALTER TABLE "case_clocks" RENAME CONSTRAINT "request_clocks_pkey" TO "case_clocks_pkey";
ALTER INDEX "request_clocks_clock_due_at_idx" RENAME TO "case_clocks_clock_due_at_idx";
ALTER INDEX "request_clocks_work_running" RENAME TO "case_clocks_work_running";
ALTER INDEX "request_clocks_work_ended" RENAME TO "case_clocks_work_ended";

-- CreateTable
CREATE TABLE "proceedings" (
    "case_id" TEXT NOT NULL,
    "district_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "last_hash" CHAR(64) NOT NULL,
    "state" TEXT NOT NULL,
    "sort" TEXT,
    "parent_case" TEXT,
    "request_case" TEXT,
    "subdistrict" TEXT,
    "community" TEXT,
    "units" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "next_due_at" TIMESTAMPTZ(3),
    "next_due_clock" TEXT,
    "overdue_since" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "snapshot" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "proceedings_pkey" PRIMARY KEY ("case_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "proceedings_number_key" ON "proceedings"("number");

-- CreateIndex
CREATE INDEX "proceedings_district_code_kind_received_at_number_idx" ON "proceedings"("district_code", "kind", "received_at" DESC, "number" DESC);

-- CreateIndex
CREATE INDEX "proceedings_units_idx" ON "proceedings" USING GIN ("units");

-- CreateIndex
CREATE INDEX "proceedings_subdistrict_kind_received_at_idx" ON "proceedings"("subdistrict", "kind", "received_at" DESC);

-- CreateIndex
CREATE INDEX "proceedings_parent_case_idx" ON "proceedings"("parent_case");

-- CreateIndex
CREATE INDEX "proceedings_request_case_idx" ON "proceedings"("request_case");

-- CreateIndex
CREATE INDEX "proceedings_next_due_at_idx" ON "proceedings"("next_due_at");

-- The version of a case is that of its view, whatever kind it is.
CREATE OR REPLACE FUNCTION "enter_case"("entered" text)
RETURNS TABLE ("received" timestamptz, "next_ordinal" integer, "waits" boolean, "recorded" integer)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(entered, 0));
  RETURN QUERY SELECT
    greatest(clock_timestamp(), max(row.received_at) FILTER (WHERE row.client NOT LIKE 'workflow:%')),
    coalesce(max(row.ordinal), 0) + 1,
    coalesce(bool_or(row.outcome IS NULL), false),
    coalesce((SELECT request.version FROM resident_requests AS request WHERE request.case_id = entered),
      (SELECT proceeding.version FROM proceedings AS proceeding WHERE proceeding.case_id = entered), 0)
  FROM inbox AS row WHERE row.case_id = entered;
END;
$$;
