import type { TestCase } from './model.js'

/** All that take part in a test: clones of participants in all copies of groups. */
export function participantCount({ spec }: TestCase): number {
  const sum = (participants: readonly { readonly count: number }[]) =>
    participants.reduce((total, { count }) => total + count, 0)
  return spec.groups.reduce(
    (total, group) => total + group.count * sum(group.participants),
    sum(spec.participants),
  )
}
