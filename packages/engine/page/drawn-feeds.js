/* global feeds -- `src/media/drawn-feeds.ts` declares it before this text. */
/*
 * Runs in every frame before the page's own code, where the browser cannot read a camera and a microphone from files. It
 * puts drawn pictures and rendered sounds into the streams of `getUserMedia`. The browser's own devices are still opened
 * first, so that refusals, device ids and labels are theirs.
 */
{
  const marker = Symbol.for('loadero-test drawn feeds')
  // An insecure document has no devices. A document that existed before the engine may run this twice.
  const devices = globalThis.MediaDevices?.prototype
  if (devices && !Object.hasOwn(devices, marker)) {
    Object.defineProperty(devices, marker, { value: true })
    devices.getUserMedia = new Proxy(Reflect.get(devices, 'getUserMedia'), {
      apply: (target, self, args) =>
        openStream((constraints) => Reflect.apply(target, self, [constraints]), args),
    })
    // The older functions with callbacks.
    for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
      if (typeof Navigator.prototype[name] !== 'function') continue
      Navigator.prototype[name] = new Proxy(Reflect.get(Navigator.prototype, name), {
        apply: (_, self, [constraints, onSuccess, onFailure]) =>
          void self.mediaDevices.getUserMedia(constraints).then(onSuccess, onFailure),
      })
    }
  }

  /** Opens the browser's own devices without limits of the picture, and replaces the tracks that have a feed. */
  async function openStream(open, [constraints]) {
    const { video } = constraints ?? {}
    const isDrawn = feeds.video && video
    const format = isDrawn ? chooseFormat(video) : undefined
    const stream = await open(isDrawn ? { ...constraints, video: withoutFormat(video) } : constraints)
    for (const device of stream.getTracks()) {
      const wanted = constraints[device.kind]
      const track =
        device.kind === 'audio'
          ? feeds.audio && createSound(device, wanted)
          : format && createPicture(device, wanted, format)
      if (!track) continue
      stream.removeTrack(device)
      stream.addTrack(track)
      device.stop()
    }
    return stream
  }

  /** The browser's own device need not have the format that the page asks for. */
  function withoutFormat(video) {
    const formats = new Set(['width', 'height', 'frameRate', 'aspectRatio', 'resizeMode', 'advanced'])
    const others = video === true ? [] : Object.entries(video).filter(([name]) => !formats.has(name))
    return others.length > 0 ? Object.fromEntries(others) : true
  }

  /** The size and rate that a camera with the feed's gives for these constraints: never more than its own. */
  function chooseFormat(constraints) {
    const { width, height, fps } = feeds.video
    const choose = (name, max) => {
      const wanted = constraints === true ? undefined : constraints[name]
      const {
        exact,
        ideal,
        min = 0,
        max: limit = max,
      } = typeof wanted === 'object' && wanted ? wanted : { ideal: wanted }
      const least = exact ?? min
      if (least > max) throw new OverconstrainedError(name, `The feed has at most ${max}`)
      const value = exact ?? ideal ?? (limit < max ? limit : undefined)
      return { least, value: value === undefined ? undefined : Math.max(least, Math.min(max, limit, value)) }
    }
    // A side that is not asked for follows the other.
    const [across, down] = [choose('width', width), choose('height', height)]
    const scaleOf = ({ value }, max) => (value === undefined ? 1 : value / max)
    return {
      width: Math.max(across.least, Math.round(across.value ?? width * scaleOf(down, height))),
      height: Math.max(down.least, Math.round(down.value ?? height * scaleOf(across, width))),
      fps: choose('frameRate', fps).value ?? fps,
    }
  }

  /** A track of a canvas, which shows the frame that belongs to the time. */
  function createPicture(device, constraints, initial) {
    let format = initial
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d', { alpha: false })
    const pattern = createPattern(context)
    const resize = () => {
      const { width, height } = format
      Object.assign(canvas, { width, height })
    }
    resize()
    const [track] = canvas.captureStream(0).getVideoTracks()
    let index = 0
    const draw = () => {
      if (track.readyState === 'ended') return
      const frameMs = 1000 / format.fps
      // A timer can be early by a part of a millisecond, and no frame is drawn twice.
      index = Math.max(index + 1, Math.floor(performance.now() / frameMs))
      drawFrame(context, pattern, { ...format, index: Math.floor((index * feeds.video.fps) / format.fps) })
      track.requestFrame()
      setTimeout(draw, (index + 1) * frameMs - performance.now())
    }
    draw()
    return describeAs(track, device, {
      constraints,
      settings: () => ({
        width: format.width,
        height: format.height,
        frameRate: format.fps,
        aspectRatio: format.width / format.height,
      }),
      capabilities: {
        width: { min: 1, max: feeds.video.width },
        height: { min: 1, max: feeds.video.height },
        frameRate: { min: 0, max: feeds.video.fps },
      },
      apply(next) {
        format = chooseFormat(next ?? true)
        index = 0
        resize()
      },
      clone: (own) => createPicture(device, own, format),
    })
  }

  /** The stripes of one period. The colors are those of the feed's file: luma of 64 and more, chroma of 112 and 144. */
  function createPattern(context) {
    const { period } = feeds
    const tile = document.createElement('canvas')
    Object.assign(tile, { width: period, height: period })
    const tileContext = tile.getContext('2d')
    const pixels = tileContext.createImageData(period, period)
    for (let y = 0; y < period; y++)
      for (let x = 0; x < period; x++)
        pixels.data.set([...colorOf(64 + 2 * ((x + y) % period)), 255], 4 * (y * period + x))
    tileContext.putImageData(pixels, 0, 0)
    return context.createPattern(tile, 'repeat')
  }

  /** As the browser reads the files: BT.601 with luma from 16 to 235. */
  function colorOf(luma) {
    const [bright, blue, red] = [1.164 * (luma - 16), 112 - 128, 144 - 128]
    const channels = [bright + 1.596 * red, bright - 0.392 * blue - 0.813 * red, bright + 2.017 * blue]
    return channels.map((channel) => Math.max(0, Math.min(255, Math.round(channel))))
  }

  /** Draws a frame of the feed, scaled and cropped around its center where the page asks for another size. */
  function drawFrame(context, pattern, { width, height, index }) {
    const { width: fullWidth, height: fullHeight, marker: position } = feeds.video
    const { frameCount, period } = feeds
    const frame = index % frameCount
    const scale = Math.max(width / fullWidth, height / fullHeight)
    context.setTransform(
      scale,
      0,
      0,
      scale,
      (width - scale * fullWidth) / 2,
      (height - scale * fullHeight) / 2,
    )
    const shift = (frame * period) / frameCount
    context.translate(0, -shift)
    context.fillStyle = pattern
    context.fillRect(0, shift, fullWidth, fullHeight)
    context.translate(0, shift)
    if (!position) return
    const side = Math.floor(fullHeight / 8)
    const [left, top] = position === 'center' ? [(fullWidth - side) >> 1, (fullHeight - side) >> 1] : [0, 0]
    context.fillStyle = `rgb(${colorOf(frame < frameCount / 2 ? 235 : 16).join(' ')})`
    context.fillRect(left, top, side, side)
  }

  let audioContext

  /** A track of a looped buffer, rendered in the browser's audio thread. */
  function createSound(device, constraints) {
    audioContext ??= new AudioContext()
    void audioContext.resume()
    const { seconds, tones } = feeds.audio
    const { sampleRate } = audioContext
    const buffer = audioContext.createBuffer(1, Math.round(seconds * sampleRate), sampleRate)
    const samples = buffer.getChannelData(0)
    for (const { startSeconds, endSeconds, hertz, amplitude } of tones)
      for (
        let index = Math.round(startSeconds * sampleRate);
        index < Math.round(endSeconds * sampleRate);
        index++
      )
        for (const each of hertz)
          samples[index] += amplitude * Math.sin((2 * Math.PI * each * index) / sampleRate)
    const source = new AudioBufferSourceNode(audioContext, { buffer, loop: true })
    const destination = new MediaStreamAudioDestinationNode(audioContext, { channelCount: 1 })
    source.connect(destination)
    source.start()
    const [track] = destination.stream.getAudioTracks()
    return describeAs(track, device, {
      constraints,
      settings: () => ({ sampleRate, channelCount: 1 }),
      capabilities: {},
      apply: () => {},
      stop: () => source.stop(),
      clone: (own) => createSound(device, own),
    })
  }

  /** Lets a track describe itself as that of the device. */
  function describeAs(track, device, { constraints, settings, capabilities, apply, stop, clone }) {
    const [ownSettings, ownCapabilities] = [device.getSettings(), device.getCapabilities?.() ?? {}]
    const { label } = device
    let current = constraints === true ? {} : constraints
    const methods = {
      getSettings: () => ({ ...ownSettings, ...settings() }),
      getCapabilities: () => ({ ...ownCapabilities, ...capabilities }),
      getConstraints: () => current,
      async applyConstraints(next) {
        apply(next)
        current = next ?? {}
      },
      stop() {
        MediaStreamTrack.prototype.stop.call(track)
        stop?.()
      },
      clone() {
        const copy = clone(current)
        copy.enabled = track.enabled
        return copy
      },
    }
    Object.defineProperty(track, 'label', { value: label, configurable: true })
    for (const [name, value] of Object.entries(methods))
      Object.defineProperty(track, name, { value, configurable: true, writable: true })
    return track
  }
}
