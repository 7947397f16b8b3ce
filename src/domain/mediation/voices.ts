import type { Refusal } from '../refusals.js';
import type { Side, Voice } from './mediation.js';
import type { Speaker } from './vocabulary.js';

/**
 * 本人表示: nobody is bound by a word that another of their side has said. Each disputant speaks for themselves, by their
 * guardian where they lack capacity, or by the side's representative (民法典 arts. 19–23, 161–165; 人民调解法 arts. 17, 29).
 * Disputants are named by their places in their side, from 1.
 */

/** A side as far as its voices go: how many it has to hear. */
interface Heard {
  id: string;
  of: number;
}

const heardOf = ({ id, disputants }: Side): Heard => ({ id, of: disputants.length });

/** Why it is not clear whose word it is. A representative speaks for all of a side, and so does its only disputant. */
export function isUnclear({ id, of }: Heard, { by, disputants }: Voice): Refusal | undefined {
  if (disputants === undefined)
    return of > 1 && by !== 'representative' ? { code: 'disputants_required', params: { side: id } } : undefined;
  const stranger = disputants.find((place) => place < 1 || place > of);
  return stranger === undefined
    ? undefined
    : { code: 'unknown_disputant', params: { side: id, disputants: String(stranger) } };
}

/** The places of those for whom nobody has spoken. Who named nobody spoke for all. */
function silentOf(of: number, voices: readonly Pick<Voice, 'disputants'>[]): readonly number[] {
  const places = Array.from({ length: of }, (_, index) => index + 1);
  return places.filter((place) => !voices.some(({ disputants }) => disputants?.includes(place) ?? true));
}

/** Whether every disputant of a side was heard. */
export function isWhole({ disputants }: Side, voices: readonly Pick<Voice, 'disputants'>[]): boolean {
  return silentOf(disputants.length, voices).length === 0;
}

/** Whether a word was given before by somebody whom it names, or by all of them. */
export function isAgain(side: Side, voices: readonly Pick<Voice, 'disputants'>[], { disputants }: Voice): boolean {
  const hasSpoken = (place: number) => voices.some((one) => one.disputants?.includes(place) ?? true);
  return isWhole(side, voices) || (disputants?.some(hasSpoken) ?? false);
}

/** Who of a side is missing among those who have spoken, as a refusal. */
export function isMissing({ id, of }: Heard, voices: readonly Pick<Voice, 'disputants'>[]): Refusal | undefined {
  if (voices.length === 0) return { code: 'all_sides_needed', params: { side: id } };
  const silent = silentOf(of, voices);
  return silent.length === 0
    ? undefined
    : { code: 'all_disputants_needed', params: { side: id, disputants: silent.join(', ') } };
}

/** Why this one is not there to speak for a side. */
export function isNobody({ id, disputants, representative }: Side, by: Speaker): Refusal | undefined {
  if (by === 'representative' && representative === undefined)
    return { code: 'no_representative', params: { side: id } };
  const hasGuardian = disputants.some(({ guardian }) => guardian !== undefined);
  return by === 'guardian' && !hasGuardian ? { code: 'no_guardian', params: { side: id } } : undefined;
}

/** Why a voice cannot say yes or no for those it speaks for: who lacks capacity does not do so alone, nor who has it by another. */
export function cannotSpeak(side: Side, voice: Voice): Refusal | undefined {
  const unclear = isNobody(side, voice.by) ?? isUnclear(heardOf(side), voice);
  if (unclear) return unclear;
  const { by, disputants: named } = voice;
  const spoken = side.disputants.filter((_one, index) => named?.includes(index + 1) ?? true);
  if (by === 'disputant' && spoken.some(({ capacity }) => capacity !== 'full'))
    return { code: 'guardian_must_speak', params: { side: side.id } };
  return by === 'guardian' && spoken.some(({ guardian }) => guardian === undefined)
    ? { code: 'no_guardian', params: { side: side.id } }
    : undefined;
}

/** Who of a side is missing among the voices given for it. */
export function isMissingOf(side: Side, voices: readonly Pick<Voice, 'disputants'>[]): Refusal | undefined {
  return isMissing(heardOf(side), voices);
}
