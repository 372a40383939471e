/** What a feed's name says of its pictures. */
interface Look {
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly mark: 'top-left' | 'center' | undefined
}

const widths: Readonly<Record<string, number>> = { 240: 426, 360: 640, 480: 854, 720: 1_280, 1080: 1_920 }
const usualFps = 30

/** Enough to show movement, few enough to keep 1080p at 25 MB. */
const frames = 8
/** The pattern repeats after so many pixels, and moves by that many in all frames together. */
const period = 64

/** A Y4M file of a feed that is ours to make, to be played round and round; undefined for all others. */
export function y4mOf(feed: string): Buffer | undefined {
  const look = lookOf(feed)
  if (!look) return undefined
  const { width, height, fps } = look
  const header = `YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`
  const pictures = Array.from({ length: frames }, (_, frame) => [
    Buffer.from('FRAME\n'),
    picture(look, frame),
  ])
  return Buffer.concat([Buffer.from(header), ...pictures.flat()])
}

/** `480p`, `480p-15fps`, `720p-marked`, `1080p-marked-center`, … */
function lookOf(feed: string): Look | undefined {
  const [, lines = '', fps, marked, place] =
    /^(\d+)p(?:-(\d+)fps|-(marked)(?:-(top-left|center))?)?$/.exec(feed) ?? []
  const width = widths[lines]
  if (width === undefined) return undefined
  const mark = place === 'center' ? 'center' : 'top-left'
  return { width, height: Number(lines), fps: Number(fps ?? usualFps), mark: marked ? mark : undefined }
}

/** Slanting stripes that move on by a step a frame, in two colours. */
function picture(look: Look, frame: number): Buffer {
  const { width, height } = look
  const [luma, chroma] = [Buffer.alloc(width * height), Buffer.alloc((width * height) / 2, 112)]
  const stripes = Buffer.from(Array.from({ length: width + period }, (_, x) => 64 + 2 * (x % period)))
  for (let y = 0; y < height; y++) {
    const from = (y + (frame * period) / frames) % period
    stripes.copy(luma, y * width, from, from + width)
  }
  chroma.fill(144, chroma.length / 2)
  if (look.mark) drawMark(luma, look, frame)
  return Buffer.concat([luma, chroma])
}

/** A square that is white in the first half of the loop and black in the second. */
function drawMark(luma: Buffer, { width, height, mark }: Look, frame: number): void {
  const side = Math.floor(height / 8)
  const [left, top] = mark === 'center' ? [(width - side) >> 1, (height - side) >> 1] : [0, 0]
  const shade = frame < frames / 2 ? 235 : 16
  for (let y = top; y < top + side; y++) luma.fill(shade, y * width + left, y * width + left + side)
}
