import type { ParticipantJob } from '@loadero-test/server'

/** What a script finds under `client.globals`; what the participant does not say is left out. */
export function globalsOf({ run, participant, globalNum }: ParticipantJob): Readonly<Record<string, unknown>> {
  return {
    participant: { id: participant.participant_num, globalID: globalNum, name: participant.participant_name },
    group: { id: participant.group_num, name: participant.group_name },
    run: { id: run.id, participant: { id: participant.id } },
    test: {
      name: run.testName,
      participantTimeout: run.participantTimeout,
      startInterval: run.startInterval,
      totalParticipants: run.totalParticipants,
    },
    browser: participant.browser,
    computeUnit: participant.compute_unit,
    location: participant.location,
    network: participant.network,
    audioFeed: participant.audio_feed,
    videoFeed: participant.video_feed,
    mediaType: participant['media_type'],
  }
}
