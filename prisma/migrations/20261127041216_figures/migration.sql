-- For the morning sheet: what schema.prisma cannot say. Each stays as small as what is open, or as the work it is about.

-- Results and reworks that run, by their due; and those that ended, for who asks what was open at a moment before.
CREATE INDEX "request_clocks_work_running" ON "request_clocks" ("due_at") WHERE "status" = 'running' AND "clock" IN ('result', 'rework_result');
CREATE INDEX "request_clocks_work_ended" ON "request_clocks" ("stopped_at") WHERE "stopped_at" IS NOT NULL AND "clock" IN ('result', 'rework_result');

-- What is critical or urgent, and open.
CREATE INDEX "resident_requests_pressing" ON "resident_requests" ("district_code", "urgency", "closed_at") WHERE "urgency" <> 'routine';

-- What is parked.
CREATE INDEX "resident_requests_parked" ON "resident_requests" ("district_code") WHERE "snapshot" -> 'parking' ->> 'step' IN ('parked', 'past_end');

-- What ended at a place on a category, by when: whether what comes in is the same again.
CREATE INDEX "resident_requests_ended_matter" ON "resident_requests" ("district_code", "category_code", (coalesce("community", "subdistrict")), "closed_at")
WHERE "closed_at" IS NOT NULL;
