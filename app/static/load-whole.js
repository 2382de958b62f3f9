// Runs before everything else on a page. Where a part of the page does not arrive (the network changed in the middle, the coordinator just went away),
// nothing would ever be seen: the page is loaded again, a few times by itself, then when the network is back or the person says so.
(() => {
  const KEPT_AS = 'covey-loads';
  const MOST = 3;
  const CALM_MS = 5_000;
  let isHandled = false;

  const hasBegun = () => document.querySelector('.contents > :not(script)') !== null;
  /** @param {(storage: Storage) => number | void} change */
  const kept = (change) => {
    try {
      return change(sessionStorage);
    } catch {
      // Storage is switched off: no trying again by itself, which might never end.
      return MOST;
    }
  };

  /** @param {string} text */
  function say(text) {
    const line = document.createElement('p');
    line.setAttribute('role', 'alert');
    line.textContent = `${text} `;
    line.style.cssText =
      'margin:20vh auto;max-width:22rem;padding:1rem;font:1rem/1.5 system-ui;text-align:center';
    document.body.replaceChildren(line);
    return line;
  }

  function loadAgain() {
    if (hasBegun()) return;
    const times = kept((storage) => Number(storage.getItem(KEPT_AS) ?? 0)) ?? MOST;
    addEventListener('online', () => location.reload());
    if (times < MOST) {
      kept((storage) => storage.setItem(KEPT_AS, String(times + 1)));
      say('A part of this page did not arrive. Loading it again…');
      setTimeout(() => location.reload(), 500 * 2 ** times);
      return;
    }
    const line = say(
      'A part of this page did not arrive. Is this device on the same network as the coordinator?',
    );
    const button = document.createElement('button');
    button.textContent = 'Load it again';
    button.style.cssText = 'display:block;margin:1rem auto;padding:.75rem 1.5rem;font:inherit';
    button.addEventListener('click', () => location.reload());
    line.append(button);
  }

  function notice() {
    if (isHandled || hasBegun()) return;
    isHandled = true;
    // a moment for the rest: the page may begin all the same
    setTimeout(loadAgain, 300);
  }

  // scripts and styles that were not fetched; imports that were not
  addEventListener('error', (event) => event.target !== window && notice(), true);
  addEventListener('unhandledrejection', notice);
  addEventListener('load', () =>
    setTimeout(() => hasBegun() && kept((storage) => storage.removeItem(KEPT_AS)), CALM_MS),
  );
})();
