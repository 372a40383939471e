/** Flags of a browser without windows. */
export const headlessFlags = [
  '--headless=new',
  // The screen of a headless browser is 800x600 otherwise.
  '--screen-info={1920x1080}',
]

/** Flags of a browser with windows: without bars that warn about flags and crashes. */
export const windowFlags = ['--disable-session-crashed-bubble', '--test-type']

/** Flags of every participant's browser, on this machine and on a grid. */
export const sharedFlags = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-crash-reporter',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
  // The next four are those that chromedriver sets when it starts a browser itself.
  '--disable-popup-blocking',
  '--disable-prompt-on-repost',
  '--disable-hang-monitor',
  '--disable-dev-shm-usage',
  '--mute-audio',
  '--password-store=basic',
  '--use-mock-keychain',
  '--window-size=1920,1080',
  // The browser would throttle a page in the background, and its samples with it.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // One list: the browser ignores all but the last. mDNS names do not resolve in most containers.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
]
