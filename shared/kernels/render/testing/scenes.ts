// Scenes for tests, and a reader of the EXR files that we write, by the format's own rules.

export const ballMaterials =
  'newmtl gold\nKd 1 0.71 0.29\nPm 1\nPr 0.2\n\nnewmtl glass\nd 0.1\nNi 1.5\n\nnewmtl paint\nKd 0.1 0.2 0.7\nKs 0.5 0.5 0.5\nNs 400\n';

/** A smooth ball with stripes of gold, glass and paint; `rows` of 2 · rows triangles. */
export function ball(rows = 12): string {
  const lines = ['mtllib ball.mtl'];
  for (let i = 0; i <= rows; i++)
    for (let j = 0; j < rows; j++) {
      const [t, p] = [(Math.PI * i) / rows, (2 * Math.PI * j) / rows];
      // few digits: engines differ in the last ones, and the scene must not
      const at = [Math.sin(t) * Math.cos(p), Math.cos(t), Math.sin(t) * Math.sin(p)].map((x) => x.toFixed(6));
      lines.push(`v ${at.join(' ')}`, `vn ${at.join(' ')}`);
    }
  for (let i = 0; i < rows; i++) {
    lines.push(`usemtl ${['gold', 'glass', 'paint'][i % 3]}`);
    for (let j = 0; j < rows; j++) {
      const next = (j + 1) % rows;
      const corners = [i * rows + j, i * rows + next, (i + 1) * rows + next, (i + 1) * rows + j];
      lines.push(`f ${corners.map((corner) => `${corner + 1}//${corner + 1}`).join(' ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A closed cube, to be looked at from within. */
export function room(): string {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (i) => `v ${i & 1 ? 1 : -1} ${i & 2 ? 1 : -1} ${i & 4 ? 1 : -1}`,
  );
  const faces = ['1 2 4 3', '5 6 8 7', '1 2 6 5', '3 4 8 7', '1 3 7 5', '2 4 8 6'];
  return `mtllib room.mtl\n${corners.join('\n')}\nusemtl wall\n${faces.map((face) => `f ${face}`).join('\n')}\n`;
}

export interface ExrPicture {
  width: number;
  height: number;
  /** Red, green and blue of each pixel. */
  values: Float32Array;
}

/** @throws Error where the file is not what the format says. */
export function readExr(bytes: Uint8Array): ExrPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 8;
  const text = () => {
    const end = bytes.indexOf(0, at);
    const word = new TextDecoder().decode(bytes.subarray(at, end));
    at = end + 1;
    return word;
  };
  if (view.getUint32(0, true) !== 20_000_630 || view.getUint32(4, true) !== 2)
    throw new Error('this is not an EXR file');
  const entries = new Map<string, { type: string; at: number; size: number }>();
  while (bytes[at] !== 0) {
    const [name, type] = [text(), text()];
    const size = view.getUint32(at, true);
    entries.set(name, { type, at: at + 4, size });
    at += 4 + size;
  }
  at++;
  const offsetsAt = at;
  const valueAt = (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw new Error(`the EXR file has no ${name}`);
    return entry.at;
  };
  if (bytes[valueAt('compression')] !== 0) throw new Error('this reader does not unpack');
  const names: string[] = [];
  for (at = valueAt('channels'); bytes[at] !== 0; at += 16) {
    names.push(text());
    if (view.getUint32(at, true) !== 2) throw new Error('the numbers are not 32-bit floats');
  }
  if (names.join() !== 'B,G,R') throw new Error(`the channels are ${names.join()}`);
  const box = valueAt('dataWindow');
  const [width, height] = [view.getInt32(box + 8, true) + 1, view.getInt32(box + 12, true) + 1];
  const values = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const line = Number(view.getBigUint64(offsetsAt + y * 8, true));
    if (view.getInt32(line, true) !== y || view.getInt32(line + 4, true) !== width * 12)
      throw new Error(`line ${y} does not lie where the table says`);
    for (const [place, channel] of [2, 1, 0].entries())
      for (let x = 0; x < width; x++)
        values[(y * width + x) * 3 + channel] = view.getFloat32(line + 8 + (place * width + x) * 4, true);
  }
  return { width, height, values };
}
