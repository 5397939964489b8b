// What a test asks of a page, from within it. Nothing here changes the page for longer than it looks.
window.ux = (() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const name = element => element.outerHTML.slice(0, 90);
  const shown = element => element.checkVisibility({visibilityProperty: true})
    && !element.closest('[aria-hidden=true]');
  const FIELDS = 'select, textarea, input:not([type=hidden], [type=submit])';

  const facts = () => ({
    status: performance.getEntriesByType('navigation')[0].responseStatus,
    h1: all('h1').length,
    headings: all('h1, h2, h3, h4, h5, h6').filter(shown).map(e => Number(e.localName[1])),
    landmarks: ['header', 'main', 'footer'].map(one => all(one).length),
    lang: document.documentElement.lang,
    title: document.title,
    header: document.querySelector('header')?.innerText ?? '',
    words: words(),
    plain: plain(),
    told: told(),
    sentences: sentences(),
    sideways: sideways(),
    foot: all('footer a').map(a => a.getAttribute('href')),
    summary: document.activeElement.matches('main > .errors:first-of-type'),
    errors: all('.errors a').map(a => [a.innerText, beside(document.querySelector(a.hash))]),
    strict: all('form:not([novalidate])').filter(f => f.querySelector(FIELDS)).map(name),
    scripts: all('script, [onclick], [onkeydown], [onload]').map(name),
    swapped: all('*').filter(e => [...e.attributes].some(a => /^(data-)?hx-/.test(a.name))).map(name),
    keys: all('[accesskey]').map(name),
    dragged: all('[draggable=true], [ondrop], [ondragstart]').map(name),
    passwords: all('input[type=password]').map(name),
    puzzles: all('canvas, iframe, object, embed, video, audio').map(name),
    files: all('input[type=file]').map(e => shown(e)),
    codes: all('input[inputmode=numeric]').map(e => e.autocomplete),
    wordless: all('.tag').filter(e => !e.innerText.trim()).map(name),
    clocks: all('.clock').map(e => e.querySelector('p')?.innerText ?? ''),
    drawn: all('svg text').map(name),
    moving: moving(),
    weight: ['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type))
      .reduce((sum, entry) => sum + entry.decodedBodySize, 0),
  });

  // What a person reads in the page's own part.
  const words = () => document.querySelector('main').innerText;

  // The same without the column that names the law, and without what is quoted or was written.
  const plain = () => {
    const main = document.querySelector('main').cloneNode(true);
    main.querySelectorAll('.why, [lang], .words, .said, textarea').forEach(e => e.remove());
    return main.textContent.replace(/\s+/g, ' ');
  };

  // All that the product itself says on the page, in the page's own language.
  const told = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    for (let node; (node = walker.nextNode());)
      if (!node.parentElement.closest('body [lang], .words, .ref, textarea')) texts.push(node.data);
    return texts.join(' ').replace(/\s+/g, ' ');
  };

  const sentences = () => all('main p, main li')
    .filter(e => !e.closest('.words, .said, .thread') && !e.querySelector('ul, ol'))
    .map(e => e.innerText.trim())
    .filter(text => /[.?!]$/.test(text));

  const sideways = () =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth;

  // The words of the error that stands with a field, in its group or its list.
  const beside = field => {
    const list = field?.closest('.field, fieldset, form > div')?.querySelector('.errorlist');
    const seen = list?.cloneNode(true);
    seen?.querySelectorAll('.vh').forEach(e => e.remove());
    return seen?.textContent.trim() ?? null;
  };

  const moving = () => Math.max(0, ...all('*').flatMap(durations));

  const durations = element => {
    const style = getComputedStyle(element);
    return `${style.transitionDuration}, ${style.animationDuration}`.split(', ').map(parseFloat);
  };

  // What is pressed or filled in, without links in sentences. A box is as large as its label.
  const targets = () =>
    all(`button, .btn, summary, ${FIELDS}`)
      .filter(e => shown(e) && !e.matches('.vh'))
      .map(e => {
        const hit = e.closest('label') || e.labels?.[0]?.contains(e) && e.labels[0] || e;
        const box = hit.getBoundingClientRect();
        return {what: name(e), link: e.matches('.link'),
                width: Math.round(box.width), height: Math.round(box.height)};
      });

  // What has the focus: how thick its outline is, and whether it can be seen where it stands.
  const visited = new Set();
  const focused = () => {
    const e = document.activeElement;
    if (!e || e === document.body || visited.has(e)) return null;
    visited.add(e);
    const style = getComputedStyle(e), box = e.getClientRects()[0];
    // The middle of the part that is on the screen: a text box may be taller.
    const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
    const at = document.elementFromPoint(
      middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    return {what: name(e),
            outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
            seen: !!at && (e.contains(at) || [...(e.labels ?? [])].some(l => l.contains(at)))};
  };

  // What is lost while these rules are in force: cut off, written over, or beyond the edge.
  const under = rules => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
    const lost = {sideways: sideways(), cut: cut(), over: over()};
    document.adoptedStyleSheets = [];
    return lost;
  };

  const hides = style => [style.overflowX, style.overflowY].some(o => o === 'hidden' || o === 'clip');
  // Said to screen readers alone, or put away until it has the focus.
  const apart = element => element.closest('.vh, .skip, .trap, .stack thead, svg');

  const cut = () => all('body *')
    .filter(e => !apart(e) && shown(e) && e.innerText?.trim() && hides(getComputedStyle(e)))
    .filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
    .map(name);

  const over = () => {
    const lines = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const inside = node.parentElement;
      if (!node.data.trim() || apart(inside) || !shown(inside)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) lines.push({box, text: node.data.trim()});
    }
    const meets = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 2;
    return lines.flatMap((one, at) => lines.slice(at + 1)
      .filter(other => meets(one.box, other.box))
      .map(other => `${one.text.slice(0, 40)} | ${other.text.slice(0, 40)}`));
  };

  // Words that can hardly be told from what they stand on, in the colours in force.
  const pale = () => all('body *')
    .filter(e => !apart(e) && shown(e) && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => contrast(getComputedStyle(e).color, ground(e)) < 4.5)
    .map(name);

  const ground = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return element.parentElement && !solid(colour) ? ground(element.parentElement) : colour;
  };
  const solid = colour => !/, 0\)$/.test(colour);

  const contrast = (one, other) => {
    const [dark, light] = [one, other].map(luminance).sort((a, b) => a - b);
    return (light + .05) / (dark + .05);
  };
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\d.]+/g).map(part => part / 255)
      .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };

  return {pale, facts, targets, focused, under, words, moving};
})();
