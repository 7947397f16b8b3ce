import { kindOf, numberOf } from '../domain/number.js';
import { isRequest } from '../store/view.js';
import type { Occasion } from './compose.js';

/** What a system outside is told: codes only. Whoever may know more asks for the case by its number. */
export function webhookPayload({ event, after }: Occasion) {
  const { seq, type, at } = event;
  return {
    type: `${kindOf(after.case)}.${type}`,
    timestamp: at,
    data: {
      ...{ number: numberOf(after.case), seq, version: after.seq, state: after.state },
      ...(isRequest(after) && {
        stage: after.stage,
        ...(after.outcome !== undefined && { outcome: after.outcome }),
        ...(after.lead !== undefined && { lead: after.lead }),
      }),
    },
  };
}
