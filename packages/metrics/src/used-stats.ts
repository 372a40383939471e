/** The statistics that formulas read. */
export const usedStats: ReadonlySet<string> = new Set(
  [
    'kind mediaType mid rid encodingIndex mediaSourceId transportId codecId localId trackIdentifier mimeType clockRate',
    'bytesReceived bytesSent packetsReceived packetsSent packetsLost jitter roundTripTime',
    'jitterBufferDelay jitterBufferEmittedCount totalAudioEnergy totalSamplesDuration',
    'framesDecoded framesEncoded frameWidth frameHeight framesDropped freezeCount totalFreezesDuration',
    'pliCount firCount nackCount totalDecodeTime totalEncodeTime qpSum totalInterFrameDelay',
    'qualityLimitationDurations qualityLimitationReason googTimingFrameInfo estimatedPlayoutTimestamp',
    'concealedSamples totalSamplesReceived insertedSamplesForDeceleration removedSamplesForAcceleration',
    'selectedCandidatePairId localCandidateId remoteCandidateId candidateType protocol relayProtocol',
    'currentRoundTripTime availableOutgoingBitrate iceLocalUsernameFragment messagesReceived messagesSent',
  ].flatMap((names) => names.split(' ')),
)
