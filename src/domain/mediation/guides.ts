import { ROUTE_TERMS } from './glossary.js';
import type { EndReason, RouteAfter } from './vocabulary.js';

/** What those are told for whom there is no agreement: how to be protected, or where else to go. */

/** 保护途径: 反家庭暴力法 arts. 13–16, 23–28. */
export const PROTECTION = {
  zh: '请告知受害人保护途径:拨打110报警,可申请公安机关出具告诫书;可向法院申请人身安全保护令(72小时内作出,情况紧急的24小时内),本人不便的可由近亲属、公安机关、妇联、居(村)民委员会代为申请;妇女维权热线12338;可到救助管理机构、临时庇护所求助',
  en: 'Tell who suffers it how to be protected: the police, 110, who can also write a warning; a court’s protection order, given within 72 hours, in urgent cases within 24, for which close kin, the police, the women’s federation or the residents’ committee can ask in their place; the women’s hotline, 12338; a rescue station or shelter',
} as const;

const WAYS: { readonly [Route in RouteAfter]: Record<'zh' | 'en', string> } = {
  arbitration: {
    zh: '属劳动、人事、土地承包争议或有仲裁条款的,可申请仲裁',
    en: 'disputes of labour, land contracts, or with a clause that provides for it, can go to arbitration',
  },
  administrative: {
    zh: '属行政机关职责的,可请主管部门依法处理',
    en: 'what a bureau is charged with, it can be asked to decide',
  },
  judicial: { zh: '可依法向法院起诉', en: 'a court can be asked by a suit' },
};

/** What comes before the other ways, at ends that ask for more than those. */
const FIRST: { readonly [Reason in EndReason]?: Record<'zh' | 'en', string> } = {
  domestic_violence: PROTECTION,
  danger: PROTECTION,
  withdrawn: { zh: '撤回后仍可再申请调解', en: 'what was withdrawn can be brought to mediation again' },
  collusion: {
    zh: '不得以调解损害国家、集体或他人的合法权益;受损害的人可依法向法院起诉',
    en: 'no mediation serves to harm others or the public: who is harmed may sue',
  },
};

/** What is to be told at the end of a mediation without an agreement, in a language. */
export function guideFor(reason: EndReason, routes: readonly RouteAfter[], language: 'zh' | 'en'): string {
  const ways = routes.map((route) => `${ROUTE_TERMS[route][language]}:${WAYS[route][language]}`);
  const first = FIRST[reason];
  return [...(first ? [first[language]] : []), ...ways].join(language === 'zh' ? ';' : '; ');
}
