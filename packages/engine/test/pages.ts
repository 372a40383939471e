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

/** Calls the other participant; \`#state\` shows \`video flows\` once frames of the other's camera are decoded. */
export const callPage = `<!doctype html><title>call</title><p id="state">calling</p><script type="module">
const me = new URL(location).searchParams.get('me')
const other = me === '0' ? '1' : '0'
const post = (message) => fetch('/signal?to=' + other, { method: 'POST', body: JSON.stringify(message) })
const receive = async () => (await fetch('/signal?to=' + me)).json()

const peer = new RTCPeerConnection()
peer.ontrack = ({ streams }) => { Object.assign(new Audio(), { srcObject: streams[0] }).play() }
const gathered = new Promise((done) => { peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done() })
const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
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
/** Ends the call and returns the page's own statistics of it. */
window.hangUp = async () => {
  const stats = peer.getStats()
  peer.close()
  const reports = [...(await stats).values()]
  return Object.fromEntries(streams(reports))
}
</script>`
