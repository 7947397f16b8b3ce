import type { Occasion } from './compose.js';

/** What a system outside is told: codes only. Whoever may know more asks for the request by its number. */
export function webhookPayload({ event, after }: Occasion) {
  const { seq, type, at } = event;
  return {
    type: `request.${type}`,
    timestamp: at,
    data: {
      number: after.received.number,
      seq,
      version: after.seq,
      state: after.state,
      stage: after.stage,
      ...(after.outcome !== undefined && { outcome: after.outcome }),
      ...(after.lead !== undefined && { lead: after.lead }),
    },
  };
}
