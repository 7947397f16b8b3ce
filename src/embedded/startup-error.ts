/** Something the person at the keyboard can put right: print `message` alone, without a stack. */
export class StartupError extends Error {
  constructor(zh: string, en: string, options?: ErrorOptions) {
    super(`${zh} / ${en}`, options);
    this.name = 'StartupError';
  }
}
