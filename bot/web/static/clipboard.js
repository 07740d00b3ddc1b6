// Putting words on the clipboard: plain, and as HTML for editors that keep quotes and links.
(() => {
  // Clipboards need https; from a plain address in the house the old way still works.
  function byHand(plain, html) {
    const area = Object.assign(document.createElement('textarea'), {value: plain});
    const fill = event => {
      event.preventDefault();
      event.clipboardData.setData('text/plain', plain);
      if (html) event.clipboardData.setData('text/html', html);
    };
    area.style.position = 'fixed';
    document.body.append(area);
    area.select();
    document.addEventListener('copy', fill);
    const done = document.execCommand('copy');
    document.removeEventListener('copy', fill);
    area.remove();
    return done;
  }

  async function put(plain, html) {
    try {
      if (!html) await navigator.clipboard.writeText(plain);
      else await navigator.clipboard.write([new ClipboardItem({
        'text/plain': new Blob([plain], {type: 'text/plain'}), 'text/html': new Blob([html], {type: 'text/html'})})]);
      return true;
    } catch {
      return byHand(plain, html);
    }
  }

  window.yuwen = Object.assign(window.yuwen || {}, {put});
})();
