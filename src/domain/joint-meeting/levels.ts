import { LEVELS, type Level } from '../vocabulary.js';

/** Whether a meeting of a level can command what needs another: a higher one can all that a lower one can. */
export function reaches(level: Level, needs: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(needs);
}
