// The menu of languages opens without a script; with one it also closes when the visitor turns elsewhere.
(() => {
  const menu = document.querySelector('.languages'), summary = menu.querySelector('summary');
  document.addEventListener('click', event => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener('focusout', event => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
  menu.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.stopPropagation();    // the panel stays
    menu.open = false;
    summary.focus();
  });
})();
