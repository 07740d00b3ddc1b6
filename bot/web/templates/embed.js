// The chat on another site's page: a launcher, and a panel with the chat in a frame, loaded when first opened.
// All of it stands in a closed shadow tree, so that no style of the page reaches in and none leaves; it needs no
// inline style or script, and knows nothing of the page but its language, direction and width.
// https://… /embed.js data-lang data-theme data-position data-label data-color: see docs/guide/embedding.md
(() => {
  'use strict';
  if (typeof window.yuwen?.toggle === 'function') return;    // included twice

  const STRINGS = {{ strings | tojson }};
  const STYLE = {{ style | tojson }};
  const script = document.currentScript ?? [...document.scripts].find(({src}) => /\/embed\.js($|[?#])/.test(src));
  const CHAT = new URL(script.src).origin;
  const SMALL = matchMedia('(max-width: 600px), (max-height: 480px)');
  const GRACE = 1500, PATIENCE = 20000;    // ms: after the frame's load event; at all

  const options = script.dataset;
  const [primary, ...regions] = (options.lang || document.documentElement.lang || navigator.language).toLowerCase().split(/[-_]/);
  const traditional = regions.includes('hant') || (!regions.includes('hans') && regions.some(region => ['tw', 'hk', 'mo'].includes(region)));
  const named = primary === 'zh' && traditional ? 'zh-Hant' : primary;
  const lang = named in STRINGS ? named : 'en';
  const t = STRINGS[lang];
  const theme = ['light', 'dark'].includes(options.theme) ? options.theme : '';

  let frame = null, opener = null, overdue = 0;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function icon(...paths) {
    const draw = (name, attributes) => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    };
    const svg = draw('svg', {viewBox: '0 0 24 24', 'aria-hidden': 'true'});
    svg.append(...paths.map(d => draw('path', {d})));
    return svg;
  }

  function address(more = {}) {
    const url = new URL('/', CHAT);
    for (const [key, value] of Object.entries({lang, ...(theme && {__theme: theme}), ...more})) url.searchParams.set(key, value);
    return url.href;
  }

  const button = (className, label, ...children) => element('button', {type: 'button', class: className, 'aria-label': label, title: label}, ...children);
  const link = (className, ...children) => element('a', {class: className, href: address(), target: '_blank', rel: 'noopener'}, ...children);

  const launcher = element('button', {type: 'button', class: 'launcher', 'aria-expanded': 'false', 'aria-controls': 'panel', 'aria-haspopup': 'dialog'},
    icon('M5 5h14v10H11l-4 4v-4H5z', 'M9 9h6M9 12h4'), element('span', {dir: 'auto'}, options.label || t.widget_label));
  const full = link('icon', icon('M14 5h5v5M19 5l-8 8M17 13v6H5V7h6'));
  full.setAttribute('aria-label', t.widget_full);
  full.title = t.widget_full;
  const close_ = button('icon', t.widget_close, icon('M6 6l12 12M18 6L6 18'));
  const retry = element('button', {type: 'button', class: 'retry'}, t.widget_retry);
  const failure = element('div', {class: 'failed', role: 'alert'});
  const stage = element('div', {class: 'stage', 'data-state': 'loading'}, element('p', {class: 'loading', role: 'status'}, t.loading), failure);
  const panel = element('dialog', {id: 'panel', 'aria-labelledby': 'title'},
    element('header', {}, element('h2', {id: 'title', dir: 'auto'}, t.product), full, close_), stage);
  const root = element('section', {class: 'root', popover: 'manual', 'aria-label': t.product, lang: t.html_lang}, launcher, panel);
  const host = document.createElement('yuwen-widget');
  const shadow = host.attachShadow({mode: 'closed'});

  // The frame says that it is there; where it stays silent (server down, site not listed), we say so.
  function load() {
    clearTimeout(overdue);
    frame?.remove();
    frame = element('iframe', {
      title: t.widget_frame, allow: 'clipboard-write', referrerpolicy: 'strict-origin', src: address({embed: '1', host: location.origin}),
    });
    state('loading');
    frame.addEventListener('load', () => { overdue = setTimeout(give_up, GRACE); }, {once: true});
    overdue = setTimeout(give_up, PATIENCE);
    stage.append(frame);
  }

  function state(now) {
    stage.dataset.state = now;
    failure.replaceChildren(...(now === 'failed' ? [element('p', {}, t.widget_failed), link('away', t.widget_full), retry] : []));
  }

  function give_up() {
    if (stage.dataset.state === 'loading') state('failed');
  }

  function hear({origin, source, data}) {
    if (origin !== CHAT || !frame || source !== frame.contentWindow) return;
    if (data?.yuwen === 'close') close();
    if (data?.yuwen !== 'ready') return;
    clearTimeout(overdue);
    state('ready');
    enter();
  }

  function enter() {
    if (!panel.open || stage.dataset.state !== 'ready') return;
    frame.focus();
    frame.contentWindow.postMessage({yuwen: 'focus'}, CHAT);
  }

  // A panel beside the page on a large screen; on a small one it covers the page, which then must not scroll.
  const lock = new CSSStyleSheet();
  lock.replaceSync('html:root { overflow: hidden !important; overscroll-behavior: none !important; }');

  function show() {
    const others = document.adoptedStyleSheets.filter(sheet => sheet !== lock);
    document.adoptedStyleSheets = panel.open || !SMALL.matches ? others : [...others, lock];
    if (panel.open) panel.close();
    else if (SMALL.matches) panel.showModal();
    else panel.show();
    root.classList.toggle('open', panel.open);
    launcher.setAttribute('aria-expanded', String(panel.open));
  }

  function open() {
    if (panel.open) return;
    opener = shadow.activeElement ?? document.activeElement;
    show();
    if (stage.dataset.state === 'failed' || !frame) load();
    else enter();
    announce('open');
  }

  function close() {
    if (!panel.open) return;
    show();
    (opener?.isConnected && opener !== document.body ? opener : launcher).focus({preventScroll: true});
    announce('close');
  }

  const toggle = () => (panel.open ? close() : open());
  const announce = what => document.dispatchEvent(new CustomEvent(`yuwen:${what}`));

  // Black or white on the colour that the page chose, whichever reads better (WCAG's relative luminance).
  function paint(color) {
    const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(color ?? '')?.[1];
    if (!hex) return;
    const channels = (hex.length === 3 ? [...hex].map(digit => digit + digit) : hex.match(/../g)).map(pair => parseInt(pair, 16) / 255);
    const [r, g, b] = channels.map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    root.style.setProperty('--fill', `#${hex}`);
    root.style.setProperty('--on-fill', 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff');
  }

  function begin() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    root.dir = getComputedStyle(document.body).direction;
    root.dataset.theme = theme || 'auto';
    root.dataset.position = options.position === 'start' ? 'start' : 'end';
    paint(options.color);
    shadow.append(root);
    document.documentElement.append(host);    // after the body: the page's own last child stays its last
    root.showPopover?.();    // above every z-index of the page
  }

  launcher.addEventListener('click', toggle);
  close_.addEventListener('click', close);
  retry.addEventListener('click', () => { load(); close_.focus(); });
  panel.addEventListener('cancel', event => { event.preventDefault(); close(); });
  document.addEventListener('keydown', event => {
    const here = document.activeElement === host || document.activeElement === document.body;
    if (event.key === 'Escape' && panel.open && here && !event.defaultPrevented && !event.isComposing) close();
  });
  SMALL.addEventListener('change', () => { if (panel.open) { show(); show(); enter(); } });
  addEventListener('message', hear);
  Object.defineProperty(window, 'yuwen', {value: Object.freeze({open, close, toggle})});
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
})();
