// What Gradio's chat leaves open: names for assistive technology, one announcement an answer, states.
(() => {
  const t = yuwen.strings, app = document.querySelector('gradio-app'), live = document.getElementById('live');
  const $$ = selector => app.querySelectorAll(selector);
  let spoken = 0, wanted = false;

  // Sets only what differs: every change would wake the observer again.
  const set = (element, name, value) => {
    if (value === null ? element.hasAttribute(name) : element.getAttribute(name) !== value) {
      if (value === null) element.removeAttribute(name); else element.setAttribute(name, value);
    }
  };

  function name() {
    for (const log of $$('#chat [role=log]')) {
      set(log, 'aria-live', 'off');    // it would be read again at each chunk; `announce` speaks once
      set(log, 'aria-label', t.conversation);
      set(log, 'tabindex', '0');
    }
    for (const list of $$('#chat .examples, #chat .placeholder-content')) set(list, 'role', null);
    for (const example of $$('#chat .example')) set(example, 'aria-label', null);
    for (const message of $$('#chat [data-testid=user], #chat [data-testid=bot]')) {
      set(message, 'role', 'group');
      set(message, 'aria-label', message.dataset.testid === 'user' ? t.you_asked : t.the_answer);
    }
    for (const notice of $$('#notice')) set(notice, 'role', 'alert');
    for (const link of $$(yuwen.CITATION)) {
      set(link, 'aria-label', /^\d+$/.test(link.textContent) ? `${t.source_n.replace('{n}', link.textContent)}: ${link.title}` : null);
    }
  }

  // While an answer is written the box has a stop button; when it goes, the answer is whole. A quick answer may
  // come and go between two looks, so what counts is whether the last message was spoken of yet.
  function state() {
    const messages = $$('#chat .message.bot'), box = app.querySelector('#box textarea');
    const whole = messages.length && !app.querySelector('#box .stop-button, #chat .searching');
    if (whole) messages.forEach(yuwen.offerCopy);
    if (whole && messages.length > spoken) {
      spoken = messages.length;
      live.textContent = `${t.answer_ready} ${messages[spoken - 1].querySelector('[data-testid=bot]').innerText}`;
    }
    if (!messages.length) spoken = 0;
    if (box) document.body.classList.add('ready');
    document.getElementById('start-over').hidden = !messages.length;
  }

  // Gradio says it in English over the page, and reloads it when the server is back.
  function connection() {
    for (const toast of $$('.toast-body')) {
      if (!/Connection Lost|connection errored|Failed to fetch|Could not/i.test(toast.innerText)) continue;
      toast.hidden = true;
      document.getElementById('offline').hidden = false;
    }
  }

  function look() {
    wanted = false;
    name();
    state();
    connection();
  }

  new MutationObserver(() => {
    if (!wanted) { wanted = true; requestAnimationFrame(look); }
  }).observe(app, {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-label', 'aria-live']});

  document.getElementById('start-over').addEventListener('click', () => {
    yuwen.closePanel();
    app.querySelector('#new')?.click();
    app.querySelector('#box textarea')?.focus();
  });
  document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault();
    app.querySelector('#box textarea')?.focus();
  });
  setTimeout(() => {
    if (!document.body.classList.contains('ready')) document.getElementById('loading').textContent = t.load_failed;
  }, 20000);
})();
