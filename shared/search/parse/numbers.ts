const units = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const tens: Readonly<Record<string, number>> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
};

/** The number that a word or digits write, up to 9999. */
export function numberOf(word: string): number | undefined {
  if (/^[0-9]{1,4}$/.test(word)) return Number(word);
  const unit = units.indexOf(word);
  return unit >= 0 ? unit : tens[word];
}
