/** Elements for each command. */
export const commandsPage = `<!doctype html><title>commands</title>
<button id="alert" onclick="setTimeout(() => alert('hello'))">alert</button>
<a id="download" href="/report">download</a>
<input id="file" type="file">
<p id="out">ready</p>`

/** A call within a frame; the search part names the caller. */
export function framePage(search: string) {
  return `<!doctype html><title>framed</title><iframe src="/call${search}" allow="camera; microphone"></iframe>`
}

/** Calls the other participant, with \`silent\` without sound; \`#state\` shows \`video flows\` once frames of the other's camera are decoded. */
export const callPage = `<!doctype html><title>call</title><p id="state">calling</p><script type="module">
const me = new URL(location).searchParams.get('me')
const other = me === '0' ? '1' : '0'
const post = (message) => fetch('/signal?to=' + other, { method: 'POST', body: JSON.stringify(message) })
const receive = async () => (await fetch('/signal?to=' + me)).json()

const peer = new RTCPeerConnection()
peer.ontrack = ({ streams }) => { window.received = streams[0]; Object.assign(new Audio(), { srcObject: streams[0] }).play() }
const gathered = new Promise((done) => { peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done() })
const camera = await navigator.mediaDevices.getUserMedia({ audio: !new URL(location).searchParams.has('silent'), video: true })
for (const track of camera.getTracks()) peer.addTrack(track, camera)

if (me === '0') {
  await peer.setLocalDescription()
  await gathered
  await post(peer.localDescription)
  await peer.setRemoteDescription(await receive())
} else {
  await peer.setRemoteDescription(await receive())
  await peer.setLocalDescription()
  await gathered
  await post(peer.localDescription)
}
setInterval(async () => {
  const reports = [...(await peer.getStats()).values()]
  const video = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')
  document.querySelector('#state').textContent = video?.framesDecoded > 5 ? 'video flows' : peer.connectionState
}, 100)

const streams = (reports) => reports.filter(({ type, kind }) => /^(in|out)bound-rtp$/.test(type) && kind)
  .map((each) => [(each.type === 'inbound-rtp' ? 'in' : 'out') + ' ' + each.kind, each])
/** The page's own statistics of the call at the next whole second, at which the engine reads them too. */
window.countNow = async () => {
  await new Promise((done) => setTimeout(done, 1000 - (Date.now() % 1000)))
  return Object.fromEntries(streams([...(await peer.getStats()).values()]))
}
/** Ends the call and returns the page's own statistics of it. */
window.hangUp = async () => {
  const stats = peer.getStats()
  peer.close()
  const reports = [...(await stats).values()]
  return Object.fromEntries(streams(reports))
}
</script>`

/** A page whose camera and microphone its server refuses. */
export const refusedPage = `<!doctype html><title>refused</title><p id="state">asking</p><script type="module">
try {
  await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
} catch ({ name }) {
  document.querySelector('#state').textContent = name
}
</script>`

/** Sends a picture to itself that stops three times for two seconds. `#state` shows `done` after that. */
export const pausesPage = `<!doctype html><title>pauses</title><p id="state">calling</p>
<canvas width="320" height="240"></canvas><video autoplay muted playsinline></video><script type="module">
const context = document.querySelector('canvas').getContext('2d')
const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()]
from.onicecandidate = ({ candidate }) => to.addIceCandidate(candidate)
to.onicecandidate = ({ candidate }) => from.addIceCandidate(candidate)
to.ontrack = ({ streams }) => { document.querySelector('video').srcObject = streams[0] }
const stream = context.canvas.captureStream(0)
const [track] = stream.getTracks()
from.addTrack(track, stream)
await from.setLocalDescription()
await to.setRemoteDescription(from.localDescription)
await to.setLocalDescription()
await from.setRemoteDescription(to.localDescription)

const wait = (ms) => new Promise((done) => setTimeout(done, ms))
const draw = async (frames) => {
  for (let frame = 0; frame < frames; frame++) {
    context.fillStyle = 'hsl(' + (frame * 37) % 360 + ' 80% 50%)'
    context.fillRect(frame % 300, frame % 200, 30, 30)
    track.requestFrame()
    await wait(50)
  }
}
await draw(80)
for (let pause = 0; pause < 3; pause++) {
  await wait(2000)
  await draw(60)
}
document.querySelector('#state').textContent = 'done'
</script>`
