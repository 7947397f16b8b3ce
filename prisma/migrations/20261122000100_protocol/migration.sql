-- What schema.prisma cannot say. `prisma migrate diff` sees none of it, so it is not reported as drift.

-- The relay's queue, and the oldest undecided row of a case: both stay as small as what is undecided.
CREATE INDEX "inbox_undecided" ON "inbox" ("claimed_until", "received_at") WHERE "outcome" IS NULL;
CREATE INDEX "inbox_undecided_by_case" ON "inbox" ("case_id", "ordinal") WHERE "outcome" IS NULL;

-- What has happened stays: events are only added.
CREATE FUNCTION "forbid_change"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never updated or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER "request_events_are_final"
BEFORE UPDATE OR DELETE OR TRUNCATE ON "request_events"
FOR EACH STATEMENT EXECUTE FUNCTION "forbid_change"();

-- The next number of a district's cases of one kind in one year. Gaps are allowed: a sequence never waits for another
-- transaction, a counter row would.
CREATE FUNCTION "next_case_ordinal"("district" text, "kind" text, "year" integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  sequence_name text := format('case_ordinal_%s_%s_%s', district, kind, year);
  found regclass := to_regclass(quote_ident(sequence_name));
BEGIN
  IF octet_length(sequence_name) > 63 THEN
    -- PostgreSQL would cut it, and two kinds could share one sequence.
    RAISE EXCEPTION 'no sequence can be named %', sequence_name USING ERRCODE = 'name_too_long';
  END IF;
  IF found IS NULL THEN
    -- Two that create it at the same time would collide in the catalogue in spite of IF NOT EXISTS.
    PERFORM pg_advisory_xact_lock(hashtextextended(sequence_name, 0));
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', sequence_name);
    found := to_regclass(quote_ident(sequence_name));
  END IF;
  RETURN nextval(found);
END;
$$;

-- Holds a case against other receipts until the transaction ends, so that order of arrival and order of receipt are one;
-- then says what the receipt must know. A volatile function's statements each see what was committed by then: the time is
-- read after the lock, never before it, and whoever waited was received when it got in.
CREATE FUNCTION "enter_case"("entered" text)
RETURNS TABLE ("received" timestamptz, "next_ordinal" integer, "waits" boolean, "recorded" integer)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(entered, 0));
  RETURN QUERY SELECT greatest(clock_timestamp(), max(row.received_at)), coalesce(max(row.ordinal), 0) + 1,
    coalesce(bool_or(row.outcome IS NULL), false),
    coalesce((SELECT request.version FROM resident_requests AS request WHERE request.case_id = entered), 0)
  FROM inbox AS row WHERE row.case_id = entered;
END;
$$;
