/** The English ordinal: `1st`, `22nd`, `95th`, `99.9th`. */
export function ordinal(number: number): string {
  return `${number}${endings[rules.select(number)]}`
}

const rules = new Intl.PluralRules('en', { type: 'ordinal' })

const endings = {
  one: 'st',
  two: 'nd',
  few: 'rd',
  other: 'th',
  zero: 'th',
  many: 'th',
} as const satisfies Record<Intl.LDMLPluralRule, string>
