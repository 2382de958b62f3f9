// Words for the parameters of `image`.
import type { KernelWords } from './kernel-words.ts';

const byPixels = (resize: unknown) => resize === 'fit' || resize === 'cover';
const hasWatermark = ({ watermark }: Readonly<Record<string, unknown>>) =>
  typeof watermark === 'string' && watermark.trim() !== '';

export const imageWords: KernelWords = {
  format: {
    label: 'Format',
    hint: 'JPEG opens everywhere. WebP is a third smaller, AVIF half as large and slower to make; PNG loses nothing.',
    values: { jpeg: 'JPEG', webp: 'WebP', avif: 'AVIF', png: 'PNG', same: 'As it was' },
  },
  quality: {
    label: 'Quality',
    hint: '1 to 100. Left empty: what is usual (80 for JPEG).',
    appliesTo: ({ format }) => format !== 'png',
  },
  resize: {
    label: 'Size',
    hint: 'Photos are turned upright first. Nothing is made larger unless you say so.',
    values: { fit: 'Fit inside', cover: 'Fill exactly', percent: 'Per cent', none: 'Keep' },
  },
  width: { label: 'Width', hint: 'In pixels.', appliesTo: ({ resize }) => byPixels(resize) },
  height: { label: 'Height', hint: 'In pixels.', appliesTo: ({ resize }) => byPixels(resize) },
  percent: { label: 'Per cent', appliesTo: ({ resize }) => resize === 'percent' },
  enlarge: { label: 'Enlarge small photos too', appliesTo: ({ resize }) => resize !== 'none' },
  grayscale: { label: 'Black and white' },
  blur: { label: 'Blur', hint: 'Radius in pixels, 0 to 100.' },
  sharpen: { label: 'Sharpen', hint: '0 to 100. After making smaller, 20 to 40 looks crisp.' },
  edge: { label: 'Edges only' },
  watermark: { label: 'Watermark', hint: 'A line of text, such as © Miller 2026.' },
  position: {
    label: 'Place of the watermark',
    values: {
      'bottom-right': 'Bottom right',
      'bottom-left': 'Bottom left',
      'top-right': 'Top right',
      'top-left': 'Top left',
      center: 'Middle',
    },
    appliesTo: hasWatermark,
  },
  opacity: { label: 'Strength of the watermark', hint: 'In per cent.', appliesTo: hasWatermark },
  keepExif: {
    label: 'Keep date, place and camera',
    hint: 'Usually left out, so that nobody learns from a shared photo where you live.',
    appliesTo: ({ format }) => format !== 'avif',
  },
};
