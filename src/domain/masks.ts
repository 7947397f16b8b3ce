/** 张三 → 张*; 斯琴·高娃 → 斯琴·**; a single character stays hidden. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name.split('·');
  if (rest.length > 0) return [first, ...rest.map((part) => '*'.repeat(Array.from(part).length))].join('·');
  const letters = Array.from(name);
  return letters.length < 2 ? '*' : `${letters[0] ?? ''}${'*'.repeat(letters.length - 1)}`;
}

/** 13000000001 → 130****0001: two numbers can be told apart, and nobody can call. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return digits.length < 8 ? '*'.repeat(digits.length) : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
