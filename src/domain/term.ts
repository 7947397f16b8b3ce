/** A word as people read it. `meaning` is one English sentence for those who are new to the field. */
export interface Term {
  zh: string;
  en: string;
  meaning: string;
}

export const term = (zh: string, en: string, meaning: string): Term => ({ zh, en, meaning });
