// Where the eye is, and through which point of the picture a ray goes.
import { cos, sin, tan } from '../../math/trigonometry.ts';
import type { RenderParams } from '../params.ts';
import type { Vector, View } from '../scene/scene.ts';

export interface Camera {
  eye: Vector;
  /** Toward the middle of the picture, and from there to its right and its upper edge. */
  forward: Vector;
  right: Vector;
  up: Vector;
}

/** The ball around a scene is larger than the scene. */
const MARGIN = 0.9;
const RADIANS = Math.PI / 180;

export function placeCamera(params: RenderParams, view: View): Camera {
  const turn = (params.turn ?? view.turn) * RADIANS;
  const tilt = (params.tilt ?? view.tilt) * RADIANS;
  const half = (params.fov / 2) * RADIANS;
  const aspect = params.width / params.height;
  // the narrower side of the picture decides
  const fits = (view.radius * MARGIN) / sin(half) / Math.min(1, aspect);
  const distance = (view.distance === null ? fits : view.distance / Math.min(1, aspect)) / params.zoom;
  const back: Vector = [sin(turn) * cos(tilt), sin(tilt), cos(turn) * cos(tilt)];
  const [x, y, z] = view.target;
  const height = tan(half);
  const width = height * aspect;
  const scaled = ([a, b, c]: Vector, by: number): Vector => [a * by, b * by, c * by];
  return {
    eye: [x + back[0] * distance, y + back[1] * distance, z + back[2] * distance],
    forward: scaled(back, -1),
    right: scaled([cos(turn), 0, -sin(turn)], width),
    up: scaled([-sin(turn) * sin(tilt), cos(tilt), -cos(turn) * sin(tilt)], height),
  };
}
