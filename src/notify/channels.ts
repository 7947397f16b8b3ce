import type { NoticeLanguage } from '../domain/notice-texts.js';
import type { Template } from '../domain/notices.js';

/** A message as it is handed over. `id` is the same with every try: whoever takes it must take it once. */
export interface Message {
  id: string;
  number: string;
  recipient: string;
  template: Template;
  language: NoticeLanguage;
  text: string;
}

/** Whether a message was taken, or will never be: `refused`. What may be taken later is thrown. */
type Answer = 'refused' | void;

/** To those who work on requests: `to` are the logins of those on duty. */
export interface StaffChannel {
  deliver(message: Message & { to: readonly string[] }): Promise<Answer>;
}

/** Short messages to residents. `phone` is a real number: it goes to the gateway, and into no log. */
export interface SmsPort {
  send(message: Message & { phone: string }): Promise<Answer>;
}

/** The ways out of this deployment; what has none is marked as such and not kept waiting. */
export interface Channels {
  staff?: StaffChannel;
  sms?: SmsPort;
}
