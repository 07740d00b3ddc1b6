// What Gradio's chat leaves open: names for assistive technology, one announcement an answer, states.
(() => {
  const t = yuwen.strings, app = document.querySelector('gradio-app'), live = document.getElementById('live');
  const $$ = selector => app.querySelectorAll(selector);
  let spoken = 0, wanted = false, asking = '';

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
    for (const place of $$('#chat .placeholder-content')) set(place, 'role', null);
    for (const list of $$('#chat .examples')) {
      set(list, 'role', 'group');    // a list without list items, it says
      set(list, 'aria-label', t.examples);
    }
    for (const example of $$('#chat .example')) set(example, 'aria-label', null);
    for (const message of $$('#chat [data-testid=user], #chat [data-testid=bot]')) {
      set(message, 'role', 'group');
      set(message, 'aria-label', message.dataset.testid === 'user' ? t.you_asked : t.the_answer);
    }
    for (const notice of $$('#notice')) set(notice, 'role', notice.querySelector('.fault') ? 'alert' : 'status');
    for (const link of $$(yuwen.CITATION)) {
      set(link, 'aria-label', /^\d+$/.test(link.textContent) ? `${t.source_n.replace('{n}', link.textContent)}: ${link.title}` : null);
    }
  }

  // A question that is in the conversation leaves the box, unless another was typed meanwhile.
  const words = text => text.trim().replace(/\s+/g, ' ');
  function empty(box, turn) {
    const asked = [...$$('#chat .message.user [data-testid=user]')].pop();
    if (!turn || turn.id === asking) return;
    asking = turn.id;
    yuwen.taken();
    if (words(box.value) === words(asked.innerText)) type(box, '');
  }

  function type(box, text) {
    box.value = text;
    box.dispatchEvent(new Event('input', {bubbles: true}));
  }

  // A quick answer may come and go between two looks, so what counts is whether the last message was spoken of yet.
  function state() {
    const messages = $$('#chat .message.bot'), box = app.querySelector('#box textarea');
    const whole = messages.length && !app.querySelector('#chat .turn.unfinished');
    if (box) empty(box, [...$$('#chat .turn')].pop());
    yuwen.dressTurns(whole);
    if (whole && messages.length > spoken) {
      spoken = messages.length;
      live.textContent = `${t.answer_ready} ${messages[spoken - 1].querySelector('[data-testid=bot]').innerText}`;
    }
    if (!messages.length) spoken = 0;
    if (box && !document.body.classList.contains('ready')) {
      document.body.classList.add('ready');
      restore(box);
    }
    for (const id of ['start-over', 'save', 'print-it']) document.getElementById(id).hidden = !messages.length;
  }

  // Gradio says it in English over the page, and loads the page anew when the server is back: ours says it in the
  // visitor's language and carries the question over.
  function connection() {
    for (const toast of $$('.toast-body')) {
      if (!toast.hidden && yuwen.busy) toast.hidden = true;    // said by busy.js in the visitor's language
      if (toast.hidden || !/Connection to the server was lost/.test(toast.textContent)) continue;
      toast.hidden = true;
      document.getElementById('offline').hidden = false;
      const open = app.querySelector('#chat .turn.unfinished') && [...$$('#chat .message.user')].pop();
      keep(app.querySelector('#box textarea').value || open?.innerText.trim() || '');
    }
  }

  // Storage is denied in some frames; then the question is not kept, and nothing else is lost.
  function keep(question) {
    try { sessionStorage.setItem('question', question); } catch { /* see above */ }
  }

  function restore(box) {
    try {
      const question = sessionStorage.getItem('question');
      sessionStorage.removeItem('question');
      if (question) type(box, question);
    } catch { /* see above */ }
  }

  function look() {
    wanted = false;
    name();
    state();
    connection();
  }

  // Frames are drawn late or never while a page or the frame around it is hidden; what is to be seen then is said anyway.
  function soon() {
    if (wanted) return;
    wanted = true;
    const once = () => { if (wanted) look(); };
    requestAnimationFrame(once);
    setTimeout(once, 200);
  }

  new MutationObserver(soon).observe(app, {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-label', 'aria-live', 'role']});

  document.getElementById('start-over').addEventListener('click', () => {
    yuwen.closePanel();
    app.querySelector('#new')?.click();
    const box = app.querySelector('#box textarea');
    if (box) type(box, '');
    box?.focus();
  });
  document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault();
    app.querySelector('#box textarea')?.focus();
  });
  soon();    // Gradio may have been quicker than this script
})();
