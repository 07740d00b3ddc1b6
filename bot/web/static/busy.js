// A question that the server turned away: said in the visitor's language. Gradio says it in English or not at all.
(() => {
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const response = await ask(...request);
    if (/\/queue\/join(\?|$)/.test(response.url)) tell(response.status);
    return response;
  };

  function tell(status) {
    const note = document.getElementById('busy');
    yuwen.busy = status === 429 || status === 503;
    note.hidden = !yuwen.busy;
    if (yuwen.busy) document.dispatchEvent(new Event('turned-away'));
    note.textContent = yuwen.busy ? yuwen.strings[status === 429 ? 'rate_limited' : 'busy'] : '';
  }
})();
