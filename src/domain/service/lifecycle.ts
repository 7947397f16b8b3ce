import { openClock } from '../case/clock.js';
import { blankProceeding, goesBy, lifecycleOf, stopsBut, type Procedure } from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import type { Satisfaction } from '../vocabulary.js';
import { apply, deem, SERVICE_RULES, isWaitedFor } from './decide.js';
import type { Applied, ServiceBodies, ServiceCommands, ServiceEvent, ServiceRequest } from './service.js';

function evolve(state: ServiceRequest, event: ServiceEvent): ServiceRequest {
  switch (event.type) {
    case 'materials_told_missing':
      return toldOf(state, event.body);
    case 'materials_supplemented':
      return supplemented(state, event.body.materials, event.at);
    case 'service_accepted':
      return { ...state, state: 'accepted', ...(event.body.deemed && { deemed: 'yes' }) };
    case 'service_step_done':
      return { ...state, steps: event.body.step };
    case 'service_decided':
      return { ...state, state: 'decided', decision: event.body.decision };
    case 'service_delivered':
      return delivered(state, event.actor);
    case 'service_judged':
      return judged(state, event.body.satisfaction);
    case 'service_withdrawn':
      return { ...state, state: 'withdrawn', ended: 'yes' };
    case 'service_lapsed':
      return { ...state, state: 'lapsed', ended: 'yes' };
    case 'service_closed':
      return { ...state, state: 'ended', ended: 'yes' };
    default:
      return state;
  }
}

/** Whoever hands the result over handles it, too. Under the first rules nobody asked: views that were written then hold. */
function delivered(state: ServiceRequest, { unit }: Actor): ServiceRequest {
  const isAsked = (state.rules ?? 1) > 1 && unit !== undefined;
  return { ...state, state: 'delivered', ...(isAsked && { deliveredBy: unit }) };
}

/** Judged badly it is open until what was wrong is put right. */
function judged(state: ServiceRequest, satisfaction: Satisfaction): ServiceRequest {
  const isOwed = openClock(state, 'service_rectification') !== undefined;
  return { ...state, satisfaction, ...(isOwed && { state: 'rectifying' }) };
}

/** What is defective counts as not brought. */
function toldOf(
  state: ServiceRequest,
  { materials, defective }: ServiceBodies['materials_told_missing'],
): ServiceRequest {
  return {
    ...{ ...state, state: 'awaiting_materials', told: materials },
    ...(defective && { defective, brought: state.brought.filter((code) => !defective.includes(code)) }),
  };
}

/** It is for the unit again when all of what is waited for is there. */
function supplemented(state: ServiceRequest, materials: readonly string[], at: string): ServiceRequest {
  const brought = [...state.brought, ...materials];
  const isAll = (state.told ?? []).every((code) => brought.includes(code) || !isWaitedFor(state, code));
  const isNews = isAll && state.state === 'awaiting_materials';
  return { ...state, brought, ...(isNews && { state: 'received', supplementedAt: at }) };
}

const SERVICE: Procedure<ServiceRequest, ServiceBodies, ServiceCommands> = {
  opening: 'service_applied',
  blank: (of) => ({
    ...blankProceeding<Applied>(of),
    state: 'received',
    brought: (of.opened as Applied).brought,
    steps: 0,
  }),
  open: (acting, body) => apply(acting, body as Applied),
  evolve,
  // Its window, too, may be taken over by another (rules 4).
  units: (service) => [service.opened.unit, ...(goesBy(service, 4) ? [service.opened.by] : [])],
  sort: ({ opened }) => opened.matter.code,
  rules: SERVICE_RULES,
  lapsed(acting, { clock }) {
    const { write, state } = acting;
    if (clock === 'service_check') deem(acting);
    if (clock === 'service_supplement') write('service_lapsed', { clocks: stopsBut(state()) });
    if (clock === 'service_rating') write('service_closed', { clocks: stopsBut(state()) });
  },
};

/** 办事: from the receipt at a window until the result is with who applied, and they have said how it went. */
export const SERVICE_LIFECYCLE = lifecycleOf(SERVICE);
