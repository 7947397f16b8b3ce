import Sequencer from '@jest/test-sequencer';

/** The projects whose tests take longest come first, so that no long one runs alone at the end. */
const SLOWEST_FIRST = ['workflows', 'replay', 'reliability', 'loop', 'api', 'audit', 'store', 'embedded', 'domain'];

/** A machine that has not run the tests before knows nothing of how long each takes. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ context }) => SLOWEST_FIRST.indexOf(context.config.displayName?.name ?? '');
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}
