import type { SmsPort, StaffChannel } from './channels.js';
import { post, type Egress } from './egress.js';
import { sign } from './standard-webhooks.js';

/** A gateway of the deployment's own that takes messages to people, and the secret it shares with us (`whsec_…`). */
export interface MessageGateway {
  url: string;
  secret: string;
}

/** Shorter than the sender waits: a message is never under way when it is given to the next sender. */
const ANSWER_MS = 8_000;
/** What speaks of the message itself. A wrong secret, address or route is the gateway's state, and can be mended in time. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 422]);

/** Short messages to residents, each posted to a gateway. */
export function openSmsGateway(egress: Egress, gateway: MessageGateway): SmsPort {
  return { send: (message) => hand(egress, gateway, 'notice.sms', message) };
}

/** Messages to those on duty, each posted to a gateway, which knows their logins. */
export function openStaffGateway(egress: Egress, gateway: MessageGateway): StaffChannel {
  return { deliver: (message) => hand(egress, gateway, 'notice.staff', message) };
}

/** Posts one message, signed by the Standard Webhooks specification, under its own id with every try. Throws what may pass. */
async function hand(
  egress: Egress,
  { url, secret }: MessageGateway,
  type: string,
  data: { id: string },
): Promise<'refused' | void> {
  const body = JSON.stringify({ type, data });
  const signed = { id: data.id, timestamp: Math.floor(Date.now() / 1_000) };
  const headers = {
    'content-type': 'application/json',
    'webhook-id': signed.id,
    'webhook-timestamp': String(signed.timestamp),
    'webhook-signature': sign(secret, signed, Buffer.from(body)),
  };
  const status = await post(egress, url, { headers, body }, ANSWER_MS);
  if (status >= 200 && status < 300) return;
  if (REFUSED.has(status)) return 'refused';
  // Nothing of what it said: it may quote the message.
  throw new Error(`the gateway answered ${String(status)}`);
}
