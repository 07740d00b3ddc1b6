// A page of which a piece did not come: it is fetched again once, then the page says so. Gradio would wait for ever.
(() => {
  const tried = on => {    // storage is denied in some frames; then nothing is tried again
    try {
      if (on === undefined) return sessionStorage.getItem('again') === '1';
      if (on) sessionStorage.setItem('again', '1'); else sessionStorage.removeItem('again');
      return false;
    } catch {
      return true;
    }
  };
  const ready = () => document.body?.classList.contains('ready');

  function failed() {
    if (ready()) return;
    if (!tried() && !tried(true)) location.reload();
    else document.getElementById('loading').textContent = yuwen.strings.load_failed;
  }

  addEventListener('error', ({target}) => {
    if (target instanceof HTMLScriptElement || target?.rel === 'stylesheet') failed();
  }, true);
  addEventListener('vite:preloadError', failed);
  addEventListener('unhandledrejection', ({reason}) => {
    if (/dynamically imported|preload/.test(reason?.message)) failed();
  });
  setTimeout(() => {
    if (ready()) tried(false);
    else document.getElementById('loading').textContent = yuwen.strings.load_failed;
  }, 20000);
})();
