// A button of the page's own that opens the chat.
document.querySelector('button.ask').addEventListener('click', () => window.yuwen?.open());
