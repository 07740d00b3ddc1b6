// The stream of what Gradio's events bring. Left alone its client opens one when an event joins, and the server closes
// it when nothing is pending: an event that joins just then waits for ever, because the reply to its joining may
// overtake the word that the stream is closed. Here the client reads one stream as long as the page lives, and real
// ones are opened behind it while anything is awaited.
(() => {
  const SILENCE = 40000;    // milliseconds; the server says something every 15 seconds
  const ask = window.fetch, coding = new TextEncoder(), awaited = new Set(), early = new Set();
  let joining = 0, address = '', client = null, listening = false;

  window.fetch = (...request) => {
    const url = request[0].url || String(request[0]);
    if (/\/queue\/join(\?|$)/.test(url)) return join(request);
    return /\/queue\/data\?/.test(url) ? open(url) : ask(...request);
  };

  async function join(request) {
    joining++;
    try {
      const reply = await ask(...request);
      if (reply.ok) {
        const id = (await reply.clone().json()).event_id;
        if (!early.delete(id)) awaited.add(id);    // a quick answer comes before the reply to its joining
      }
      return reply;
    } finally {
      joining--;
      listen();
    }
  }

  function open(url) {
    address = url;
    const body = new ReadableStream({start: to => { client = to; }, cancel: () => { client = null; }});
    listen();
    return Promise.resolve(new Response(body, {headers: {'Content-Type': 'text/event-stream'}}));
  }

  async function listen() {
    if (listening || !client) return;
    listening = true;
    try {
      while (awaited.size || joining) await one();
    } catch (error) {    // what was awaited is lost with its stream; the client says that the connection is, too
      awaited.clear();
      early.clear();
      client?.error(error);
      client = null;
    }
    listening = false;
  }

  // One real stream, until the server closes it. Raises where it breaks, ends without that word or falls silent.
  async function one() {
    const quiet = new AbortController();
    let rest = '', timer = setTimeout(() => quiet.abort(), SILENCE);
    try {
      const reply = await ask(address, {headers: {Accept: 'text/event-stream'}, signal: quiet.signal});
      const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const {done, value} = await reader.read();
        if (done || !reply.ok) throw new TypeError(`the stream of events ended (${reply.status})`);
        clearTimeout(timer);
        timer = setTimeout(() => quiet.abort(), SILENCE);
        const events = (rest + value).split('\n\n');
        rest = events.pop();
        for (const event of events) if (!pass(event)) return;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  // Passes an event on; false for the last one of a stream.
  function pass(event) {
    const message = JSON.parse(event.slice('data:'.length));
    if (message.msg === 'close_stream') return false;
    if (message.msg === 'process_completed' && !awaited.delete(message.event_id)) early.add(message.event_id);
    client?.enqueue(coding.encode(`${event}\n\n`));
    return true;
  }
})();
