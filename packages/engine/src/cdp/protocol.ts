/** The results of the Chrome DevTools Protocol that are used here. */
export interface CdpResults {
  'Target.getTargets': {
    readonly targetInfos: readonly {
      readonly targetId: string
      readonly type?: string
      readonly url?: string
      readonly browserContextId?: string
    }[]
  }
  'Target.attachToTarget': { readonly sessionId: string }
  'Target.createBrowserContext': { readonly browserContextId: string }
  'Runtime.evaluate': { readonly result: RemoteObject }
  'Browser.getVersion': { readonly product: string; readonly userAgent: string }
  'Page.captureScreenshot': { /** Base64. */ readonly data: string }
  'SystemInfo.getProcessInfo': {
    readonly processInfo: readonly {
      /** Process id. */
      readonly id: number
      readonly type: string
      /** CPU seconds since the process began. */
      readonly cpuTime: number
    }[]
  }
}

export type CdpResult<M extends string> = M extends keyof CdpResults ? CdpResults[M] : unknown

/** The events of the protocol that are used here. */
export interface CdpEvents {
  'Browser.downloadWillBegin': { readonly guid: string; readonly suggestedFilename: string }
  'Browser.downloadProgress': {
    readonly guid: string
    readonly state: 'inProgress' | 'completed' | 'canceled'
  }
  'Inspector.targetCrashed': object
  'Log.entryAdded': {
    readonly entry: {
      readonly level: string
      readonly text: string
      /** Unix milliseconds. */
      readonly timestamp: number
      readonly url?: string
    }
  }
  'Network.dataReceived': { readonly requestId: string; readonly encodedDataLength: number }
  'Network.loadingFinished': { readonly requestId: string; readonly encodedDataLength: number }
  'Network.loadingFailed': {
    readonly requestId: string
    readonly type?: string
    readonly errorText?: string
    /** By the page, or by a navigation. */
    readonly canceled?: boolean
  }
  'Page.frameNavigated': {
    readonly frame: {
      /** Absent for the main frame. */
      readonly parentId?: string
      /** The address that could not be loaded, when the frame shows an error page. */
      readonly unreachableUrl?: string
    }
  }
  'Page.javascriptDialogClosed': object
  'Page.javascriptDialogOpening': object
  'Network.requestWillBeSent': {
    readonly requestId: string
    readonly request: SentRequest
    readonly initiator?: { readonly type: string }
    readonly redirectResponse?: { readonly encodedDataLength: number; readonly status: number }
  }
  'Network.responseReceived': {
    readonly requestId: string
    readonly response: {
      readonly encodedDataLength: number
      readonly status: number
      readonly fromServiceWorker?: boolean
    }
  }
  'Network.webSocketFrameReceived': { readonly response: WebSocketFrame }
  'Network.webSocketFrameSent': { readonly response: WebSocketFrame }
  'Runtime.bindingCalled': { readonly name: string; readonly payload: string }
  'Runtime.consoleAPICalled': {
    readonly type: string
    readonly args: readonly RemoteObject[]
    readonly timestamp: number
  }
  'Runtime.exceptionRevoked': { readonly exceptionId: number }
  'Runtime.exceptionThrown': {
    readonly timestamp: number
    readonly exceptionDetails: {
      readonly exceptionId?: number
      readonly text: string
      readonly url?: string
      /** 0-based. */
      readonly lineNumber: number
      readonly exception?: RemoteObject
    }
  }
  'Target.attachedToTarget': {
    readonly sessionId: string
    readonly targetInfo: {
      readonly targetId: string
      readonly type: string
      readonly url: string
      readonly browserContextId?: string
    }
  }
  'Target.detachedFromTarget': { readonly sessionId: string }
  'Target.targetCreated': {
    readonly targetInfo: { readonly targetId: string; readonly browserContextId?: string }
  }
  'Target.targetDestroyed': { readonly targetId: string }
  'Target.targetCrashed': { readonly targetId: string; readonly status: string }
}

export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly postData?: string
}

export interface WebSocketFrame {
  readonly opcode: number
  /** Text, or base64 when the opcode is binary. */
  readonly payloadData: string
}

export interface RemoteObject {
  readonly type: string
  readonly value?: unknown
  readonly description?: string
}
