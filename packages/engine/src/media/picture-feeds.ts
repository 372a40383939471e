/** A picture that can be made: stripes that move, and a square that changes between white and black. */
export interface PictureFormat {
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly marker: 'top-left' | 'center' | undefined
}

const widths: Readonly<Record<string, number>> = { 240: 426, 360: 640, 480: 854, 720: 1_280, 1080: 1_920 }
const defaultFps = 30

/** Enough to show movement, and few enough to keep 1080p at 25 MB. */
export const frameCount = 8
/** The pattern repeats after this many pixels, and moves by as many in all frames together. */
export const period = 64

/** A Y4M file of a feed that can be generated, for playback in a loop; undefined for other feeds. */
export function y4mOf(feed: string): Buffer | undefined {
  const format = pictureFormatOf(feed)
  if (!format) return undefined
  const { width, height, fps } = format
  const header = `YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`
  const frames = Array.from({ length: frameCount }, (_, frame) => [
    Buffer.from('FRAME\n'),
    drawFrame(format, frame),
  ])
  return Buffer.concat([Buffer.from(header), ...frames.flat()])
}

/** Reads `480p`, `480p-15fps`, `720p-marked`, `1080p-marked-center`, …; undefined for other feeds. */
export function pictureFormatOf(feed: string): PictureFormat | undefined {
  const [, lines = '', fps, marked, position] =
    /^(\d+)p(?:-(\d+)fps|-(marked)(?:-(top-left|center))?)?$/.exec(feed) ?? []
  const width = widths[lines]
  if (width === undefined) return undefined
  const marker = position === 'center' ? 'center' : 'top-left'
  return { width, height: Number(lines), fps: Number(fps ?? defaultFps), marker: marked ? marker : undefined }
}

/** Diagonal stripes in two colours that move by one step for each frame, and the marker. */
function drawFrame({ width, height, marker }: PictureFormat, frame: number): Buffer {
  const luma = Buffer.alloc(width * height)
  const chroma = Buffer.alloc((width * height) / 2, 112)
  const stripes = Buffer.from(Array.from({ length: width + period }, (_, x) => 64 + 2 * (x % period)))
  for (let y = 0; y < height; y++) {
    const offset = (y + (frame * period) / frameCount) % period
    stripes.copy(luma, y * width, offset, offset + width)
  }
  chroma.fill(144, chroma.length / 2)
  if (marker) {
    // A square that is white in the first half of the loop and black in the second.
    const side = Math.floor(height / 8)
    const [left, top] = marker === 'center' ? [(width - side) >> 1, (height - side) >> 1] : [0, 0]
    const shade = frame < frameCount / 2 ? 235 : 16
    for (let y = top; y < top + side; y++) luma.fill(shade, y * width + left, y * width + left + side)
  }
  return Buffer.concat([luma, chroma])
}
