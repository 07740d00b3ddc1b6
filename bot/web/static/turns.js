// What can be done with each turn: copy, ask again, edit, vote, ask on. Wishes go to the server; it has the turns.
(() => {
  const t = yuwen.strings, app = document.querySelector('gradio-app'), votes = new Map(), kept = new Map();
  let last = '';

  const make = (tag, values, ...children) => {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...children);
    return element;
  };
  const button = (words, act, className = '') => {
    const made = make('button', {type: 'button', textContent: words, className});
    made.addEventListener('click', () => act(made));
    return made;
  };
  const group = (className, words, ...children) => {
    const made = make('div', {className}, ...children);
    made.setAttribute('role', 'group');
    made.setAttribute('aria-label', words);
    return made;
  };

  // Gradio reads the field once its own script has seen the input, hence the wait.
  function wish(wanted, by = 'fulfil') {
    const field = app.querySelector('#wish textarea, #wish input');
    field.value = JSON.stringify(wanted);
    field.dispatchEvent(new Event('input', {bubbles: true}));
    setTimeout(() => app.querySelector(`#${by}`).click(), 30);
  }

  function askOn(wanted) {
    yuwen.closePanel();
    wish(wanted);
    app.querySelector('#box textarea')?.focus();
  }

  function voting(turn) {
    const row = group('vote', t.vote), word = make('div', {className: 'word', hidden: true});
    const field = make('input', {type: 'text', maxLength: 500, placeholder: t.vote_word});
    field.setAttribute('aria-label', t.vote_word);
    const send = () => {
      wish({do: votes.get(turn), turn, text: field.value}, 'vote');
      word.hidden = true;
      row.querySelector('[aria-pressed=true]')?.focus();
    };
    field.addEventListener('keydown', event => { if (event.key === 'Enter') send(); });
    word.append(field, button(t.send_word, send));
    for (const [vote, words] of [['liked', t.like], ['disliked', t.dislike]]) {
      const toggle = button(words, () => {
        if (votes.get(turn) === vote) votes.delete(turn); else votes.set(turn, vote);
        showVotes();
        word.hidden = !votes.has(turn);
        wish({do: votes.get(turn) || 'withdraw', turn, text: field.value}, 'vote');
      });
      toggle.dataset.vote = vote;
      toggle.setAttribute('aria-pressed', String(votes.get(turn) === vote));
      row.append(toggle);
    }
    row.dataset.turn = turn;
    row.append(word);
    return row;
  }

  function showVotes() {
    for (const row of app.querySelectorAll('#chat .vote')) for (const each of row.querySelectorAll('[aria-pressed]')) {
      each.setAttribute('aria-pressed', String(votes.get(row.dataset.turn) === each.dataset.vote));
    }
  }

  // A vote shows at once; where it could not be kept, what was kept before shows again, and the word to send again.
  function became() {
    const told = app.querySelector('#notice .outcome');
    if (!told || told.id === last) return;
    last = told.id;
    const [turn, vote] = told.title.split(' ');
    if (vote !== 'failed') kept.set(turn, vote);
    else if (turn) restore(turn);
    else restoreAll();    // the conversation is gone
  }

  function restore(turn) {
    const row = app.querySelector(`#chat .vote[data-turn="${turn}"]`), vote = kept.get(turn) || 'withdraw';
    if (vote === 'withdraw') votes.delete(turn); else votes.set(turn, vote);
    showVotes();
    if (row) row.querySelector('.word').hidden = !votes.has(turn);
  }

  function restoreAll() {
    for (const turn of [...votes.keys()]) if (votes.get(turn) !== kept.get(turn)) restore(turn);
  }

  function actions(message, turn, last) {
    const made = make('div', {className: 'actions'}), said = message.querySelector('.answer, .refused');
    made.dataset.turn = turn + last;
    if (said) made.append(button(t.copy_answer, pressed => yuwen.copy(yuwen.answerText(message), pressed), 'copy-answer'));
    if (last) made.append(button(t.ask_again, () => askOn({do: 'again', turn}), 'again'));
    if (said && t.votes && !message.querySelector('.stopped')) made.append(voting(turn));
    return made;
  }

  function editing(message, turn) {
    const words = message.querySelector('[data-testid=user]').innerText.trim();
    const field = make('textarea', {value: words, rows: Math.min(6, Math.ceil(words.length / 30))});
    field.setAttribute('aria-label', t.edit_question);
    const close = () => { editor.remove(); message.querySelector('.edit')?.focus(); };
    const send = () => { if (field.value.trim()) { editor.remove(); askOn({do: 'edit', turn, text: field.value}); } };
    const editor = group('editor', t.edit_question, field, button(t.send, send, 'send'), button(t.cancel, close));
    field.addEventListener('keydown', event => {
      if (event.key === 'Escape') close();
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    });
    message.append(editor);
    field.focus();
  }

  // A node that showed one turn may show another after a cut, so what hangs on it carries the turn's name.
  function renew(message, kind, name, build) {
    const old = message.querySelector(`.${kind}`);
    if (old?.dataset.turn === name) return;
    old?.remove();
    message.querySelector('.editor')?.remove();
    if (name) message.append(build());
  }

  function suggested(messages) {
    let next = {};
    try { next = JSON.parse(app.querySelector('#next')?.textContent.trim() || '{}'); } catch { /* half drawn: it comes again */ }
    for (const message of messages) {
      const turn = message.querySelector('.turn')?.id.slice(5);
      const fits = message === messages.at(-1) && next.turn === turn && next.questions.length;
      renew(message, 'follow-ups', fits ? turn : undefined, () => {
        const list = group('follow-ups', t.follow_ups, make('p', {textContent: t.follow_ups}));
        list.append(...next.questions.map(text => button(text, () => askOn({do: 'ask', text}))));
        list.dataset.turn = turn;
        return list;
      });
    }
  }

  function dressTurns(whole) {
    const messages = [...app.querySelectorAll('#chat .message.bot')], asked = app.querySelectorAll('#chat .message.user');
    app.classList.toggle('writing', messages.length && !whole);
    messages.forEach((message, n) => {
      const turn = message.querySelector('.turn')?.id.slice(5), last = message === messages.at(-1);
      const done = turn && (whole || !last);
      renew(message, 'actions', done ? turn + last : undefined, () => actions(message, turn, last));
      if (asked[n]) renew(asked[n], 'edit', done ? turn : undefined, () => {
        const edit = button(t.edit, () => editing(asked[n], turn), 'edit');
        edit.dataset.turn = turn;
        return edit;
      });
    });
    suggested(whole ? messages : []);
    became();
  }

  document.addEventListener('turned-away', restoreAll);
  Object.assign(yuwen, {dressTurns});
})();
