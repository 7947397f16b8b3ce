import { z } from 'zod';
import { localDay } from '../../domain/calendar.js';
import { meetingFigures, type MeetingFigures } from '../../store/figures/joint-meetings.js';
import type { Route } from '../route.js';
import { readerOf } from '../target.js';

const count = z.int().min(0);
const LevelSchema = z
  .object({
    held: z.object({ regular: count, urgent: count }),
    decided: z.object({ assign: count, defer: count, reject: count, raise: count }),
    resolved: count,
    raisedByThemselves: count,
  })
  .meta({ id: 'MeetingFigures' }) satisfies z.ZodType<MeetingFigures>;

const FiguresSchema = z
  .object({
    year: z.int(),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    levels: z.object({ community: LevelSchema, subdistrict: LevelSchema, district: LevelSchema }),
    /** 全年化解: over all levels. */
    resolved: count,
  })
  .meta({ id: 'YearOfJointMeetings' });

const YearSchema = z.strictObject({ year: z.coerce.number().int().min(2000).max(2199).optional() });

/** 00:00 of 1 January at +08:00. */
const startOf = (year: number): string => new Date(`${String(year)}-01-01T00:00:00+08:00`).toISOString();

const figuresRoute: Route = {
  ...{ method: 'get', path: '/v1/figures/joint-meetings', operationId: 'readMeetingFigures', tag: 'figures' },
  summary: { zh: '联席会议年度数据', en: 'The year of the joint meetings: held, decided, resolved, by level' },
  ...{ access: 'readMeetingFigures', on: 'district', query: YearSchema },
  answers: {
    200: {
      description: 'Of this year unless one is named, as far as the caller’s scopes reach',
      schema: FiguresSchema,
    },
  },
  async handle({ deps, principal, query }) {
    const now = Number(localDay(new Date().toISOString()).slice(0, 4));
    const { year = now } = query as z.infer<typeof YearSchema>;
    const [from, until] = [startOf(year), startOf(year + 1)];
    const reader = readerOf(principal, 'readMeetingFigures');
    const levels = await meetingFigures(deps.door.db, { reader, from, until });
    const resolved = Object.values(levels).reduce((all, level) => all + level.resolved, 0);
    return { status: 200, body: { year, from, until, levels, resolved } };
  },
};

export const MEETING_FIGURE_ROUTES: readonly Route[] = [figuresRoute];
