// What Node knows of the device it runs on: as yet nothing. Nothing is guessed, so nothing is reported.
import type { Sensors } from '../../runtime/ports.ts';

export const nodeSensors: Sensors = { start() {}, stop() {} };
