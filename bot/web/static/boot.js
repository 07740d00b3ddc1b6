// Runs before Gradio's own script: hands it its configuration, which stands in the page as data.
(() => {
  const html = document.documentElement, lang = html.lang;
  html.classList.add('js');
  // Gradio writes the browser's language here, whatever language the page is in.
  new MutationObserver(() => { if (html.lang !== lang) html.lang = lang; }).observe(html, {attributeFilter: ['lang']});
  const data = id => JSON.parse(document.getElementById(id).textContent);
  const config = data('gradio-config');
  config.root = location.origin + config.root;    // by where the page really came from, whatever proxy is between
  window.gradio_config = config;
  window.gradio_api_info = {named_endpoints: {}, unnamed_endpoints: {}};
  window.__gradio_mode__ = 'app';
  // Gradio asks for its stylesheet relative to the page, which stands elsewhere, unless a link with that very
  // address is there; this one loads nothing, and the page has its own link to the sheet.
  const sheet = document.createElement('link');
  sheet.setAttribute('href', './' + document.querySelector('link[data-entry]').dataset.entry);
  document.head.append(sheet);
  const theme = new URLSearchParams(location.search).get('__theme');
  if (theme === 'dark' || theme === 'light') html.dataset.theme = theme;
  window.yuwen = {strings: data('strings')};
})();
