// Copying an answer with its sources, as plain text ready for a page of print.
(() => {
  const t = yuwen.strings;

  async function copy(text, button, html) {
    const words = button.textContent, done = await yuwen.put(text, html);
    button.focus();
    button.textContent = document.getElementById('live').textContent = done ? t.copied : t.copy_failed;
    setTimeout(() => { button.textContent = words; }, 2000);
  }

  const lines = element => [...element.querySelectorAll(':is(p, li):not(li p)')].map(part => {
    const clone = part.cloneNode(true);
    clone.querySelectorAll('br').forEach(br => br.replaceWith('\n'));
    clone.querySelectorAll('a').forEach(a => a.replaceWith(`[${a.textContent}]`));
    const bullet = part.matches('li') ? '- ' : '';
    return bullet + clone.textContent.trim().replace(/\n{2,}/g, '\n');
  });

  function answerText(message) {
    const sources = [...message.querySelectorAll(':is(.sources, .related) a')].map(a => {
      const [, n, source] = /^(\d+)\s*([^]*)$/.exec(a.textContent);
      return `[${n}] ${source}\n${yuwen.absolute(a.getAttribute('href'))}`;
    });
    return [...lines(message.querySelector('.answer, .refused, .stopped, .failed')), sources.length ? t.sources : '', ...sources].filter(Boolean).join('\n\n');
  }

  Object.assign(yuwen, {copy, answerText});
})();
