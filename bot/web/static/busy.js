// A question that the server turned away: said in the visitor's language until another is taken. Gradio says it in
// English or not at all.
(() => {
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const response = await ask(...request);
    // What is joined beside a question (follow-ups, a vote) may go well, and is no reason to take the words back.
    if (/\/queue\/join(\?|$)/.test(response.url) && [429, 503].includes(response.status)) tell(response.status);
    return response;
  };

  yuwen.taken = () => tell(200);    // called by chat.js when a question is in the conversation
  document.addEventListener('click', event => { if (event.target.closest('#start-over')) yuwen.taken(); });

  function tell(status) {
    const note = document.getElementById('busy');
    yuwen.busy = status === 429 || status === 503;
    note.hidden = !yuwen.busy;
    if (yuwen.busy) document.dispatchEvent(new Event('turned-away'));
    note.textContent = yuwen.busy ? yuwen.strings[status === 429 ? 'rate_limited' : 'busy'] : '';
  }
})();
