// The copy buttons of an article page; without a script its citation can still be selected.
(() => {
  const data = document.getElementById('citation'), live = document.getElementById('live');
  const citation = JSON.parse(data.textContent);
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const rich = button.dataset.copy === 'html', words = button.textContent;
      const done = await yuwen.put(rich ? citation.plain : citation.markdown, rich ? citation.html : '');
      button.focus();
      button.textContent = live.textContent = done ? button.dataset.copied : button.dataset.failed;
      setTimeout(() => { button.textContent = words; live.textContent = ''; }, 2000);
    });
  }
})();
