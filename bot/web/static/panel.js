// The passage behind a marker, beside the chat. Text from the server becomes text nodes, never markup.
(() => {
  const CITATION = '#chat .bot a[href*="/articles/"]';
  const t = yuwen.strings, panel = document.getElementById('panel'), $ = s => panel.querySelector(s);
  let marker = null, shown = null, asked = 0;

  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const absolute = path => (t.origin || location.origin) + path;
  const parts = a => [a.section, a.source, a.date ? a.date + (a.inferred.includes('date') ? ` (${t.inferred})` : '') : t.undated,
    a.page && fill(t.page_number, {page: a.page})].filter(Boolean);
  const facts = a => parts(a).join(' · ');
  // Names in another direction than the page's stay whole.
  const isolated = words => Object.assign(document.createElement('bdi'), {textContent: words});
  const shownFacts = a => parts(a).flatMap((part, n) => (n ? [' · ', isolated(part)] : [isolated(part)]));
  // A link that is followed keeps the language chosen by hand; a link that is copied leaves it to the reader.
  const inLanguage = path => {
    const url = new URL(path, location.origin), lang = new URLSearchParams(location.search).get('lang');
    if (lang) url.searchParams.set('lang', lang);
    return url.href;
  };
  const label = words => Object.assign(document.createElement('span'), {className: 'label', textContent: words});

  function paragraphs(list, lang) {
    return list.map(({kind, neighbour, pieces}) => {
      const p = document.createElement('p');
      p.lang = lang;
      p.dir = 'auto';
      p.className = kind + (neighbour ? ' neighbour' : '');
      if (kind === 'history') p.append(label(t.as_quoted), document.createElement('br'));
      p.append(...pieces.map(piece => {
        if (!piece.marked) return piece.text;
        return Object.assign(document.createElement('mark'), {textContent: piece.text});
      }));
      return p;
    });
  }

  // The citations of the message that holds this link: one link a number, in order.
  function siblings(link) {
    const links = link.closest('.message').querySelectorAll(':is(.sources, .related) a');
    return [...links].map(a => ({href: a.getAttribute('href'), link: a}));
  }

  function reset(list, at) {
    $('.count').textContent = fill(t.of_total, {n: at + 1, total: list.length});
    $('.previous').disabled = at <= 0;
    $('.next').disabled = at >= list.length - 1;
    $('.open').href = inLanguage(marker.getAttribute('href'));
    $('h2').textContent = t.passage;
    for (const part of ['.facts', '.text', '.original', '.notice']) $(part).replaceChildren();
    $('.original').hidden = $('.notice').hidden = $('.citing').hidden = true;
    $('.more').open = false;
  }

  function show(passage) {
    const {article, original} = passage;
    shown = passage;
    $('h2').textContent = article.title;
    $('h2').lang = article.lang;
    $('.facts').replaceChildren(...(passage.translation ? [label(t.translation), ' '] : []), ...shownFacts(article));
    $('.text').replaceChildren(...paragraphs(passage.paragraphs, article.lang));
    if (passage.notice) notice(passage.notice);
    if (original) {
      const title = Object.assign(document.createElement('p'), {className: 'heading-of', dir: 'auto', lang: original.article.lang, textContent: original.article.title});
      $('.original').replaceChildren(label(t.original), title, ...paragraphs(original.paragraphs, original.article.lang));
      $('.original').hidden = false;
    }
    for (const place of [panel, document.body]) place.classList.toggle('two', Boolean(original));
    $('.files').replaceChildren($('.files p'), ...passage.references.map(({name, href}) =>
      Object.assign(document.createElement('a'), {href: inLanguage(href), textContent: name, download: ''})));
    $('.citing').hidden = false;
  }

  function notice(words) {
    $('.notice').textContent = words;
    $('.notice').hidden = false;
  }

  async function open(link) {
    const list = siblings(link), href = link.getAttribute('href');
    const at = Math.max(list.findIndex(entry => entry.href === href), 0), turn = ++asked;
    marker?.removeAttribute('aria-current');
    marker = link;
    marker.setAttribute('aria-current', 'true');
    reset(list, at);
    panel.hidden = false;
    document.body.classList.add('panel-open');
    const url = new URL(href, location.origin);
    try {
      url.searchParams.set('lang', document.documentElement.lang);
      const response = await fetch(url.pathname.replace('/articles/', '/api/passages/') + url.search);
      if (!response.ok) throw new Error(response.status === 410 ? t.passage_withdrawn : '');
      const passage = await response.json();
      if (turn !== asked) return;    // another marker was followed meanwhile
      show(passage);
    } catch (error) {
      if (turn === asked) notice(error.message === t.passage_withdrawn ? error.message : t.passage_failed);
    }
    $('h2').focus({preventScroll: true});
    for (const part of ['.original', '.text']) $(`${part} :is(mark, .history)`)?.scrollIntoView({block: 'center'});
    for (const part of ['.scroll', '.text', '.original']) {    // what scrolls must be reached by keyboard
      const scrolls = $(part).scrollHeight > $(part).clientHeight && getComputedStyle($(part)).overflowY === 'auto';
      $(part).tabIndex = scrolls ? 0 : -1;
    }
  }

  function close() {
    if (panel.hidden) return;
    asked++;
    panel.hidden = true;
    document.body.classList.remove('panel-open', 'two');
    panel.classList.remove('two');
    marker?.removeAttribute('aria-current');
    if (marker?.isConnected) marker.focus();
  }

  // To the neighbour citation: its marker in the text where there is one, else its line in the list.
  function step(by) {
    const list = siblings(marker), at = list.findIndex(entry => entry.href === marker.getAttribute('href'));
    const next = list[at + by];
    if (!next) return;
    const inText = [...marker.closest('.message').querySelectorAll('.answer a')].find(a => a.getAttribute('href') === next.href);
    open(inText || next.link);
  }

  // Written on the server: only the original is offered as a quote, a translation is named as one.
  function copy(button, words, html) {
    $('.more').open = false;
    yuwen.copy(words, button.closest('.more') ? $('.copy') : button, html);
  }

  document.addEventListener('click', event => {
    const link = event.target.closest(CITATION);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener('click', event => { if (!event.target.closest('#panel .more')) $('.more').open = false; });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    if (!$('.more').open) return close();
    $('.more').open = false;
    $('.more summary').focus();
  });
  $('.close').addEventListener('click', close);
  $('.previous').addEventListener('click', () => step(-1));
  $('.next').addEventListener('click', () => step(1));
  $('.copy').addEventListener('click', event => copy(event.currentTarget, shown.citation.plain, shown.citation.html));
  $('.as-plain').addEventListener('click', event => copy(event.currentTarget, shown.citation.plain));
  $('.as-markdown').addEventListener('click', event => copy(event.currentTarget, shown.citation.markdown));
  Object.assign(yuwen, {absolute, closePanel: close, CITATION});
})();
