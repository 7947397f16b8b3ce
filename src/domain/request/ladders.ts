import { CLOCKS, type ClockHolder, type LatenessRung } from '../vocabulary.js';
import { openClocks, type Clock, type HasClocks, type Lateness } from '../case/clock.js';
import type { EventOf } from './events.js';

/** Whose lateness is climbed after: each holder has a ladder of its own, and so has each co-unit. */
export type LateHolder = Exclude<ClockHolder, 'co_unit'> | `co_unit:${string}`;

/** Where the lateness of each late holder stands, and since when. */
export type Ladders = { readonly [holder in LateHolder]?: { rung: LatenessRung; since: string } };

/** What a holder's lateness is read from. */
interface Owing extends HasClocks {
  lead?: string;
}

/** What the lateness of a request has come to. */
export interface Lagging extends Owing {
  ladders?: Ladders;
  agendaProposed?: 'yes';
}

/** Who owes what a clock measures. What a lead will owe is the centre's as long as there is none. */
export function holderOf(
  { lead }: Pick<Owing, 'lead'>,
  { clock, unit = '' }: Pick<Lateness, 'clock' | 'unit'>,
): LateHolder {
  const { holder } = CLOCKS[clock];
  if (holder === 'co_unit') return `co_unit:${unit}`;
  return holder === 'lead_unit' && lead === undefined ? 'centre' : holder;
}

/** People urge and supervise as they see fit; only the ladder's own steps are its steps, each against whom it names. */
export function climbed(
  state: Lagging,
  { by, late }: EventOf<'urged' | 'supervised'>['body'],
  rung: LatenessRung,
  at: string,
): Pick<Lagging, 'ladders'> {
  if (by !== 'ladder' || late === undefined) return {};
  return { ladders: { ...state.ladders, [holderOf(state, late)]: { rung, since: at } } };
}

/** The clocks that were missed and are still owed. */
export function owedClocks(state: HasClocks): readonly Clock[] {
  return openClocks(state).filter((clock) => clock.breachedAt !== undefined);
}

/** What a holder missed last of what it still owes. */
export function latestOwed(state: Owing, holder: LateHolder): Clock | undefined {
  return owedClocks(state)
    .filter((clock) => holderOf(state, clock) === holder)
    .reduce<Clock | undefined>(
      (last, clock) => (last === undefined || (clock.breachedAt ?? '') >= (last.breachedAt ?? '') ? clock : last),
      undefined,
    );
}

/** Everybody who owes something missed, each once. */
export function lateHolders(state: Owing): readonly LateHolder[] {
  return [...new Set(owedClocks(state).map((clock) => holderOf(state, clock)))];
}

/** A ladder stands only as long as its holder owes something missed: those that stand, or undefined if none has fallen. */
export function laddersLeft(state: Lagging): Pick<Lagging, 'ladders' | 'agendaProposed'> | undefined {
  const { ladders = {}, agendaProposed } = state;
  const holders = Object.keys(ladders) as LateHolder[];
  const late = holders.filter((holder) => latestOwed(state, holder) !== undefined);
  if (late.length === holders.length) return undefined;
  return {
    ...(agendaProposed !== undefined && late.includes('lead_unit') && { agendaProposed }),
    ...(late.length > 0 && { ladders: Object.fromEntries(late.map((holder) => [holder, ladders[holder]])) }),
  };
}
