/** One case of each kind that is no request, on record as it was opened: in haibei-01 of haibei, with one unit at work. */
import { openingRow, putOpening } from '../../src/commands/open-case.js';
import type { Actor } from '../../src/domain/envelope.js';
import { numberOf } from '../../src/domain/number.js';
import { proceedingTerms } from '../../src/domain/policy.js';
import type { ProceedingKind } from '../../src/domain/procedures.js';
import type { Database } from '../../src/store/database.js';
import { calendar, policy, text } from './domain.js';

/** What would lie in the vault, and does not. */
const ref = (n: number) => text(`00000000-0000-4000-8000-00000000000${String(n)}`);

const LEADER: Actor = { account: 'matrix', role: 'subdistrict_leader', unit: 'haibei' };
const PLACE = { subdistrict: 'haibei', community: 'haibei-01' };
const WHISTLE = 'whistle:150302:2026-900001';
const MEDIATION = 'mediation:150302:2026-900001';
const AT = '2026-03-02T02:00:00.000Z';
const DISPATCH = 'enforcement_dispatch:150302:2026-900001';
const SERVICE = 'service_request:150302:2026-900001';
const OFFICER = '00000000-0000-4000-8000-000000000009';

/** What each is opened with; `unit` works on it. */
function openings(unit: string): Readonly<Partial<Record<ProceedingKind, { case: string; body: object }>>> {
  const { enforcement, services } = policy;
  if (!policy.whistles || !policy.mediations || !enforcement || !services)
    throw new Error('the shipped policy has them all');
  const terms = proceedingTerms(policy, calendar, policy.whistles.kinds.key_work);
  const whistle = { kind: 'key_work', by: 'haibei', place: PLACE, ...PLACE, text: ref(1), terms };
  const dispute = {
    ...{ kind: 'peoples', committee: unit, place: PLACE, ...PLACE, aboutStatus: 'no' },
    mediators: [{ account: OFFICER, kinds: ['peoples'] }],
    terms: proceedingTerms(policy, calendar, policy.mediations.kinds.peoples),
  };
  const report = `${WHISTLE.replace('whistle', 'whistle_report')}-${unit}`;
  return {
    whistle: {
      case: WHISTLE,
      body: {
        ...{ ...whistle, number: numberOf(WHISTLE), blower: 'subdistrict' },
        departments: [{ unit, kind: 'bureau', inForce: 'yes' }],
      },
    },
    whistle_report: {
      case: report,
      body: {
        ...{ ...whistle, whistle: 'key_work', unit, unitKind: 'bureau', number: numberOf(report) },
        ...{ from: AT, parent: { case: WHISTLE, number: numberOf(WHISTLE) } },
      },
    },
    mediation: {
      case: MEDIATION,
      body: {
        ...{ ...dispute, number: numberOf(MEDIATION), text: ref(2), domesticViolence: 'no', major: 'no' },
        sides: ['s1', 's2'].map((id) => ({ id, disputants: [{ contact: ref(3), capacity: 'full' }] })),
        how: 'assigned',
      },
    },
    performance: {
      case: `${MEDIATION.replace('mediation', 'performance')}-a1`,
      body: {
        ...{ ...dispute, number: numberOf(`${MEDIATION.replace('mediation', 'performance')}-a1`) },
        ...{
          form: 'written',
          scope: 'full',
          effectiveAt: AT,
          parent: { case: MEDIATION, number: numberOf(MEDIATION) },
        },
        sides: ['s1', 's2'].map((id) => ({ id, by: ['disputant'] })),
        owed: [{ side: 's1', what: { ref: ref(4).ref }, dueOn: '2026-04-30' }],
      },
    },
    enforcement_dispatch: {
      case: DISPATCH,
      body: {
        ...{ number: numberOf(DISPATCH), urgency: 'routine', by: 'haibei', lead: unit, task: text('task') },
        ...{ crew: [{ officer: OFFICER, unit }], place: PLACE, ...PLACE },
        booking: { from: '2026-03-02T03:00:00.000Z', until: '2026-03-02T05:00:00.000Z' },
        terms: proceedingTerms(policy, calendar, enforcement.urgencies.routine),
      },
    },
    service_request: {
      case: SERVICE,
      body: {
        ...{ number: numberOf(SERVICE), unit, by: 'haibei', channel: 'window', applicant: text('applicant') },
        matter: {
          ...{ code: 'S01', name: '演示·事项', kind: 'approval', promised: '1wd', result: '演示·证照' },
          ...{ materials: [], steps: ['演示'], windowLevel: 'subdistrict' },
        },
        ...{ brought: [], ...PLACE, terms: proceedingTerms(policy, calendar, services) },
      },
    },
  };
}

/** Puts them on record, and gives their numbers by kind. */
export async function openOneOfEach(db: Database, unit: string): Promise<Readonly<Record<string, string>>> {
  const numbers: Record<string, string> = {};
  for (const [kind, opens] of Object.entries(openings(unit))) {
    const at = { client: 'matrix', key: kind, actor: LEADER, receivedAt: AT };
    await putOpening(db.pool, openingRow(opens, at), {});
    numbers[kind] = numberOf(opens.case);
  }
  return numbers;
}
