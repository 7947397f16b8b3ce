import { z } from 'zod';
import { day, rule } from '../../commands/texts.js';
import { formatInstant, localDay, parseDay, startOfDay } from '../../domain/local-time.js';
import { WHISTLE_KINDS } from '../../domain/vocabulary.js';
import { whistleFigures, type WhistleFigures } from '../../store/figures/whistles.js';
import type { Route } from '../route.js';
import { readerOf } from '../target.js';

const count = z.int().min(0);
const mark = z.number().min(1).max(5).nullable();

const FiguresSchema = z
  .object({
    from: day,
    until: day,
    blowers: z.array(
      z.object({
        unit: z.string(),
        blown: z.record(z.enum(WHISTLE_KINDS), count),
        ...{ refused: count, cancelled: count, settled: count, notSettled: count, writtenLate: count },
        calledWrongly: count,
        justified: z.object({ yes: count, no: count }),
      }),
    ),
    rates: z.array(
      z.object({
        ...{ subdistrict: z.string(), whistles: count, requests: count },
        perThousand: z.number().min(0).nullable(),
      }),
    ),
    departments: z.array(
      z.object({
        ...{ unit: z.string(), called: count, onSite: count, inTime: count, late: count, absent: count },
        ...{ excused: count, rated: count },
        marks: z.object({ arrival: mark, result: mark, attitude: mark }),
      }),
    ),
  })
  .meta({ id: 'WhistleFigures' }) satisfies z.ZodType<WhistleFigures & { from: string; until: string }>;

const IN_ORDER = rule('不得早于 from', 'must not be before from');

const PeriodSchema = z
  .strictObject({ from: day.optional(), until: day.optional() })
  .refine(({ from = '', until }) => until === undefined || until >= from, { path: ['until'], error: IN_ORDER });

const figuresRoute: Route = {
  ...{ method: 'get', path: '/v1/figures/whistles', operationId: 'readWhistleFigures', tag: 'figures' },
  summary: {
    zh: '吹哨报到数据:双向评价、到场、吹哨率',
    en: 'Whistles: marks both ways, arrivals, and how often each subdistrict whistles',
  },
  ...{ access: 'readWhistleFigures', on: 'district', query: PeriodSchema },
  answers: {
    200: {
      description:
        'Of the whistles blown on the days from … to …, both included; of this year until today unless named. As far as the caller’s scopes reach',
      schema: FiguresSchema,
    },
  },
  async handle({ deps, principal, query }) {
    const today = localDay(new Date().toISOString());
    const { until = today, from = `${until.slice(0, 4)}-01-01` } = query as z.infer<typeof PeriodSchema>;
    const reader = readerOf(principal, 'readWhistleFigures');
    const period = {
      from: formatInstant(startOfDay(parseDay(from))),
      until: formatInstant(startOfDay(parseDay(until) + 1)),
    };
    return { status: 200, body: { from, until, ...(await whistleFigures(deps.door.db, { reader, ...period })) } };
  },
};

export const WHISTLE_FIGURE_ROUTES: readonly Route[] = [figuresRoute];
