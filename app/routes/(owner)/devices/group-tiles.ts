// The picture's tiles in groups that do not change while devices work: by kind, in the order of the list. Pure. And where an arrow key leads.
import type { OutlinedDevice } from '#lib/swarm/apply-figures.ts';
import type { DeviceKind } from '#shared/contract/device.ts';

export interface TileGroup {
  kind: DeviceKind;
  tiles: { device: OutlinedDevice; place: number }[];
  online: number;
}

const ORDER: readonly DeviceKind[] = ['phone', 'tablet', 'laptop', 'desktop', 'server'];

/** `place` is the device's in the whole list. */
export function groupTiles(outline: readonly OutlinedDevice[]): TileGroup[] {
  const groups = Map.groupBy(
    outline.map((device, place) => ({ device, place })),
    ({ device }) => device.kind,
  );
  return ORDER.flatMap((kind) => {
    const tiles = groups.get(kind) ?? [];
    if (tiles.length === 0) return [];
    return [{ kind, tiles, online: tiles.filter(({ device }) => device.connected).length }];
  });
}

interface Box {
  left: number;
  top: number;
}

/** Which box the key leads to from this one; the same where there is none. */
export function nextTile(boxes: readonly Box[], at: number, key: string): number {
  const here = boxes[at];
  if (!here) return 0;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'ArrowRight':
      return Math.min(boxes.length - 1, at + 1);
    case 'Home':
      return 0;
    case 'End':
      return boxes.length - 1;
    case 'ArrowUp':
    case 'ArrowDown': {
      const isBeyond = (box: Box) => (key === 'ArrowDown' ? box.top > here.top + 4 : box.top < here.top - 4);
      let best = at;
      let bestDistance = Infinity;
      for (const [i, box] of boxes.entries()) {
        if (!isBeyond(box)) continue;
        // the nearest row first, in it the nearest column
        const distance = Math.abs(box.top - here.top) * 1_000 + Math.abs(box.left - here.left);
        if (distance >= bestDistance) continue;
        best = i;
        bestDistance = distance;
      }
      return best;
    }
    default:
      return at;
  }
}
