// What a screen says and how it fits, as a person sees it: visible texts and names for screen readers, and what is cut or sticks out.
import type { Page } from 'playwright';

export interface SeenScreen {
  /** Texts, labels, titles, placeholders, alternatives of pictures. */
  texts: string[];
  /** How far it scrolls sideways, in px. */
  overflow: number;
  /** What is cut without an ellipsis, or sticks out of the window. */
  cut: string[];
}

export const readScreen = (page: Page): Promise<SeenScreen> =>
  page.evaluate(() => {
    const { document } = window;
    const isShown = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    // what is typed or read by machines, and what people called things
    const isForAll = (element: Element) =>
      element.closest('code, kbd, pre, #svelte-announcer, script, style, [translate="no"]') !== null;
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const text = walker.currentNode.textContent?.trim() ?? '';
      if (parent && text !== '' && isShown(parent) && !isForAll(parent)) texts.push(text);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], img[alt]'))
      if (isShown(element) && !isForAll(element))
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'])
          texts.push(element.getAttribute(name) ?? '');
    texts.push(document.title);

    const width = document.documentElement.clientWidth;
    const cut: string[] = [];
    const describe = (element: Element, what: string) =>
      cut.push(
        `${what}: <${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${element.textContent?.trim().slice(0, 60) ?? ''}`,
      );
    /** Read, not seen; or scrolled by the person. */
    const isApart = (element: Element) => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (at.classList.contains('sr-only') || /auto|scroll/.test(style.overflowX)) return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll('*')) {
      if (!isShown(element) || element.closest('svg, canvas, select, #svelte-announcer') || isApart(element))
        continue;
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent?.trim() !== '',
      );
      if (!hasText) continue;
      const style = getComputedStyle(element);
      const isEllipsis = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
      const isTooWide = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      if (isTooWide && !isEllipsis && style.overflowX !== 'visible') describe(element, 'cut');
      const { left, right } = element.getBoundingClientRect();
      if ((right > width + 1 || left < -1) && style.position !== 'fixed')
        describe(element, 'out of the window');
    }
    return {
      texts: texts.filter((text) => text !== ''),
      overflow: document.documentElement.scrollWidth - width,
      cut,
    };
  });
