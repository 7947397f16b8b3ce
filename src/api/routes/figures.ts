import { z } from 'zod';
import { day, rule } from '../../commands/texts.js';
import { ABUSES } from '../../domain/figures/abuses.js';
import { formulaOf, type Figure } from '../../domain/figures/figure.js';
import { dayAt, figureOf, latestSheet } from '../../domain/figures/sheet.js';
import { holding, type Action } from '../../domain/permissions.js';
import type { Principal } from '../../store/accounts.js';
import { findAbuses } from '../../store/figures/abuses.js';
import { readMorningSheet, type SheetRow } from '../../store/figures/morning-sheet.js';
import { withoutOwn } from '../confidence.js';
import { ApiProblem, type Language } from '../problems.js';
import type { Route } from '../route.js';
import { invalidField } from './lists.js';

const TAG = 'figures';

const time = z.iso.datetime();
const SaidSchema = z.object({ zh: z.string(), en: z.string() });

const CellSchema = z.object({
  n: z.int(),
  hits: z.int().optional(),
  rate: z.number().nullable().optional(),
  excluded: z.int(),
  measure: z.int().optional(),
  warns: z.literal(true).optional(),
});
const ToldSchema = CellSchema.extend({
  numbers: z.array(z.string()).optional(),
  units: z.array(CellSchema.extend({ unit: z.string().nullable(), small: z.boolean() })).optional(),
}).meta({ id: 'FigureCell' });

const FigureSchema = SaidSchema.extend({
  name: z.string(),
  formula: SaidSchema,
  exclusions: SaidSchema.optional(),
  measure: SaidSchema.optional(),
  yesterday: ToldSchema.optional(),
  monthToDate: ToldSchema.optional(),
  now: ToldSchema.optional(),
  sameWeekdayMean: z.number().optional(),
}).meta({ id: 'Figure' });

const PeriodSchema = z.object({ from: time, until: time });
const SheetSchema = z
  .object({
    date: z.string(),
    at: time,
    yesterday: PeriodSchema,
    monthToDate: PeriodSchema,
    figures: z.array(FigureSchema),
  })
  .meta({ id: 'MorningSheet' });

/**
 * The units that the caller may see figures of; undefined for the whole district. Throws ApiProblem forbidden for who holds
 * the right in a place only: figures are told by unit.
 */
function unitsWithin({ roles }: Principal, action: Action): readonly string[] | undefined {
  const scopes = holding(roles, action).map(({ scope }) => scope);
  if (scopes.some(({ kind }) => kind === 'district')) return undefined;
  const units = scopes.filter(({ kind }) => kind === 'unit').map(({ code }) => code);
  if (units.length === 0) throw new ApiProblem('forbidden');
  return units;
}

/**
 * The day asked about, today at +08:00 unless one is named; tomorrow's sheet tells of today so far. Throws ApiProblem
 * invalid_request for a later one.
 */
function dayAsked(date: string | undefined, now: string, language: Language): string {
  if (date === undefined || date <= latestSheet(now)) return date ?? dayAt(now);
  throw invalidField('/date', NOT_YET, language);
}

const NOT_YET = rule('须为不晚于明天的日期', 'must be no later than tomorrow');

const DayQuerySchema = z.strictObject({ date: day.optional() });

function describe({ zh, en, exclusions, measure, ...figure }: Figure) {
  const whole = { zh, en, ...figure };
  return {
    zh,
    en,
    formula: { zh: formulaOf(whole, 'zh'), en: formulaOf(whole, 'en') },
    ...(exclusions && { exclusions }),
    ...(measure && { measure: { zh: measure.zh, en: measure.en } }),
  };
}

const figureRow = ({ name, ...told }: SheetRow) => ({ name, ...describe(figureOf(name)), ...told });

const sheetRoute: Route = {
  method: 'get',
  path: '/v1/figures/morning-sheet',
  operationId: 'readMorningSheet',
  tag: TAG,
  summary: { zh: '晨报', en: 'The morning sheet of a day: yesterday, the month to date, and what is open' },
  access: 'readFigures',
  on: 'district',
  query: DayQuerySchema,
  answers: {
    200: { description: 'Every figure with its formula; a unit’s head sees the own unit', schema: SheetSchema },
  },
  async handle({ deps, principal, query, language }) {
    const now = new Date().toISOString();
    const date = dayAsked((query as z.infer<typeof DayQuerySchema>).date, now, language);
    const units = unitsWithin(principal, 'readFigures');
    const sheet = await readMorningSheet(deps.door.db, { district: principal.district, date, now, units });
    const { yesterday, monthToDate, rows } = sheet;
    return {
      status: 200,
      body: {
        date,
        at: yesterday.at,
        yesterday: { from: yesterday.from, until: yesterday.until },
        monthToDate: { from: monthToDate.from, until: monthToDate.until },
        figures: await withoutOwn(deps.door.db, principal, rows.map(figureRow)),
      },
    };
  },
};

const AbuseSchema = SaidSchema.extend({
  name: z.string(),
  looksFor: SaidSchema,
  truncated: z.boolean(),
  cases: z.array(
    z.object({
      number: z.string().nullable(),
      unit: z.string().nullable(),
      at: time.nullable(),
      reason: SaidSchema,
    }),
  ),
}).meta({ id: 'Abuse' });

const AbusesSchema = z.object({ date: z.string(), abuses: z.array(AbuseSchema) }).meta({ id: 'Abuses' });

const abusesRoute: Route = {
  method: 'get',
  path: '/v1/figures/abuses',
  operationId: 'listAbuses',
  tag: TAG,
  summary: { zh: '疑似弄虚作假', en: 'What looks like an abuse, in the month to date' },
  access: 'readAbuses',
  on: 'district',
  query: DayQuerySchema,
  answers: {
    200: { description: 'Every abuse looked for, with the cases found: questions, no verdicts', schema: AbusesSchema },
  },
  async handle({ deps, principal, query, language }) {
    const now = new Date().toISOString();
    const date = dayAsked((query as z.infer<typeof DayQuerySchema>).date, now, language);
    const units = unitsWithin(principal, 'readAbuses');
    const found = await findAbuses(deps.door.db, { district: principal.district, date, now, units });
    const abuses = found.map(({ name, ...cases }) => {
      const { zh, en, looksFor } = ABUSES[name];
      return { name, zh, en, looksFor, ...cases };
    });
    return { status: 200, body: { date, abuses: await withoutOwn(deps.door.db, principal, abuses) } };
  },
};

export const FIGURE_ROUTES: readonly Route[] = [sheetRoute, abusesRoute];
