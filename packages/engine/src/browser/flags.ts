/** What every browser of a participant is started with, wherever it runs. */
export const sharedFlags = [
  '--headless=new',
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
  // As chromedriver has them when it starts a browser itself.
  '--disable-popup-blocking',
  '--disable-prompt-on-repost',
  '--disable-hang-monitor',
  '--disable-dev-shm-usage',
  '--mute-audio',
  '--password-store=basic',
  '--use-mock-keychain',
  '--window-size=1920,1080',
  // A page in the background would be throttled, and its samples with it.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // One list: of two, the browser takes the last. Names of mDNS do not resolve in most containers.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
]
