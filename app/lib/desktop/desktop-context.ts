// The tray app's screens share one connection to its main process.
import { createContext } from 'svelte';
import type { DesktopScreen } from './desktop-screen.svelte.ts';

export const [getDesktop, setDesktop] = createContext<DesktopScreen>();
