// The conversation to take along, out of what is on the page, as text: Markdown to save, paper to print.
(() => {
  const t = yuwen.strings, app = document.querySelector('gradio-app'), paper = document.getElementById('paper');

  function turns() {
    const asked = [...app.querySelectorAll('#chat .message.user [data-testid=user]')];
    return [...app.querySelectorAll('#chat .message.bot')].map((message, n) => ({
      question: asked[n]?.innerText.trim() || '',
      answer: yuwen.answerText(message),
    }));
  }

  // Every sign that Markdown could read is shown as itself; the addresses are ours, and stay addresses.
  const plain = text => text.split('\n').map(line => /^https?:\/\/\S+$/.test(line) ? `<${line}>`
    : line.replace(/[\\`*_{}[\]<>()#+\-.!|~&$:]/g, '\\$&')).join('  \n');

  function markdown() {
    const parts = turns().map(({question, answer}) => `## ${plain(question).replace(/\s*\n/g, ' ')}\n\n${answer.split('\n\n').map(plain).join('\n\n')}`);
    return [`# ${plain(t.product)}`, new Date().toISOString().slice(0, 10), ...parts].join('\n\n') + '\n';
  }

  function save() {
    const address = URL.createObjectURL(new Blob([markdown()], {type: 'text/markdown;charset=utf-8'}));
    const link = Object.assign(document.createElement('a'), {href: address, download: 'yuwen.md'});
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  function lay() {
    const element = (tag, textContent) => Object.assign(document.createElement(tag), {textContent});
    paper.replaceChildren(element('h1', t.product), ...turns().flatMap(({question, answer}) =>
      [element('h2', question), ...answer.split('\n\n').map(part => element('p', part))]));
  }

  addEventListener('beforeprint', lay);
  addEventListener('afterprint', () => paper.replaceChildren());
  document.getElementById('save').addEventListener('click', save);
  document.getElementById('print-it').addEventListener('click', () => print());
})();
