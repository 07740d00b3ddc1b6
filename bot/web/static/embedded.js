// The chat page in a widget's frame: tells the page around it that it is there and when Esc is pressed, and takes
// the focus when told to. It speaks and listens to that page alone, if the operator has listed it.
(() => {
  const host = new URLSearchParams(location.search).get('host');
  const listed = [location.origin, ...document.currentScript.dataset.hosts.split(' ')];
  if (window === parent || !listed.includes(host)) return;
  const tell = word => parent.postMessage({yuwen: word}, host);
  let occupied = false;

  // Something of our own that Esc closes first: looked at before that happens, told after.
  addEventListener('keydown', () => {
    occupied = Boolean(document.querySelector('#panel:not([hidden]), dialog[open], :popover-open'));
  }, true);
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && !occupied && !event.defaultPrevented && !event.isComposing) tell('close');
  });

  // On a touch screen the keyboard would cover what there is to read, so the conversation has the focus there.
  function focus() {
    if (!document.body.classList.contains('ready')) return false;
    document.querySelector(matchMedia('(pointer: coarse)').matches ? '#chat [role=log]' : '#box textarea')?.focus();
    return true;
  }

  addEventListener('message', ({source, origin, data}) => {
    if (source !== parent || origin !== host || data?.yuwen !== 'focus' || focus()) return;
    const waiting = new MutationObserver(() => { if (focus()) waiting.disconnect(); });
    waiting.observe(document.body, {attributeFilter: ['class']});
  });
  tell('ready');
})();
