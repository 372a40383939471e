import type { CollectedResult } from '../model.js'

/** What an author knows a participant by: `caller #0 of pair #3`. */
export const labelOf = ({ result }: CollectedResult): string => {
  const {
    participant_name: name,
    participant_num: num,
    group_name: group,
    group_num: groupNum,
  } = result.participant_details ?? {}
  if (!name) return `participant ${result.run_participant_id ?? result.id}`
  return group ? `${name} #${num ?? '?'} of ${group} #${groupNum ?? '?'}` : `${name} #${num ?? '?'}`
}
