/** One word of the procedure: the Chinese term of the field, the English one, and what it means. */
export interface Term {
  zh: string;
  en: string;
  meaning: string;
}

export const term = (zh: string, en: string, meaning: string): Term => ({ zh, en, meaning });
