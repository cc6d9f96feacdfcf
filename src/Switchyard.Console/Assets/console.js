(() => {
  'use strict';

  // ---- the circuit ----------------------------------------------------------------------------------------------------
  // A circuit that is gone for good (the node was restarted, or the page slept too long) is begun anew as soon as a node answers.
  const box = document.getElementById('components-reconnect-modal');
  let returning = false;

  async function beginAnew() {
    if (returning) { return; }
    returning = true;
    box.classList.add('shown');
    for (;;) {
      try {
        const answer = await fetch('/livez', { cache: 'no-store' });
        if (answer.ok) { location.reload(); return; }
      } catch { /* not yet */ }
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }

  box.addEventListener('components-reconnect-state-changed', event => {
    const state = event.detail.state;
    box.classList.toggle('shown', state !== 'hide');
    if (state === 'failed' || state === 'rejected' || state === 'resume-failed') { beginAnew(); }
  });

  Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 30, retryIntervalMilliseconds: attempt => attempt < 10 ? 300 : 2000 } } })
    .then(() => { document.documentElement.dataset.live = 'true'; });

  // ---- theme ----------------------------------------------------------------------------------------------------------
  document.addEventListener('click', event => {
    if (event.target.closest('[data-theme-switch]')) {
      const root = document.documentElement;
      const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      localStorage.setItem('switchyard-theme', root.dataset.theme);
    }

    const copy = event.target.closest('[data-copy]');
    if (copy) {
      const text = copy.parentElement.querySelector('code').textContent;
      navigator.clipboard?.writeText(text).then(() => {
        copy.dataset.copied = 'true';
        setTimeout(() => { delete copy.dataset.copied; }, 1500);
      });
    }
  });

  // ---- messages ------------------------------------------------------------------------------------------------------
  document.addEventListener('keydown', event => {
    const box = event.target.closest?.('[data-submit-on-enter] textarea');
    if (box && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      box.dispatchEvent(new Event('change', { bubbles: true }));
      if (!box.form.querySelector('[type=submit]').disabled) { box.form.requestSubmit(); }
    }
  });

  // ---- the editor -----------------------------------------------------------------------------------------------------
  // The text area holds the text; behind it stand the same text in colours and the numbers of the lines. No colour is worth a wait, so this is done here and not by the node.
  const escape = text => text.replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
  const token = /("(?:[^"\\]|\\.)*"(?=\s*:)|^\s*(?:- )?[\w.\/-]+(?=:))|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(\$\{[^}]*\})|((?:^|\s)#.*$)|(\b(?:true|false|null|\d+(?:\.\d+)?(?:ms|s|m|h|d)?)\b)/g;
  const kinds = ['key', 'text', 'ref', 'note', 'value'];

  function paint(line) {
    let out = '', at = 0;
    for (const match of line.matchAll(token)) {
      const kind = kinds[match.slice(1).findIndex(part => part !== undefined)];
      out += escape(line.slice(at, match.index)) + `<span class="ink-${kind}">${escape(match[0])}</span>`;
      at = match.index + match[0].length;
    }
    return out + escape(line.slice(at));
  }

  function draw(editor) {
    const text = editor.querySelector('textarea'), lines = text.value.split('\n');
    const faulty = new Set((editor.dataset.faults || '').split(',').map(Number));
    // A very long text is shown without colours rather than slowly.
    editor.querySelector('.editor-ink').innerHTML = lines.map((line, i) => `<span class="ink-line${faulty.has(i + 1) ? ' faulty' : ''}">${lines.length > 5000 ? escape(line) : paint(line)}\n</span>`).join('');
    editor.querySelector('.editor-lines').innerHTML = lines.map((_, i) => `<span class="${faulty.has(i + 1) ? 'faulty' : ''}">${i + 1}\n</span>`).join('');
    follow(editor);
  }

  function follow(editor) {
    const text = editor.querySelector('textarea');
    const ink = editor.querySelector('.editor-ink');
    ink.scrollTop = text.scrollTop; ink.scrollLeft = text.scrollLeft;
    editor.querySelector('.editor-lines').scrollTop = text.scrollTop;
  }

  // ---- what pages ask for ---------------------------------------------------------------------------------------------
  window.switchyard = {
    openDialog: dialog => { if (!dialog.open) { dialog.showModal(); } },
    closeDialog: dialog => { if (dialog.open) { dialog.close(); } },
    download: (name, type, text) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },
    edit: editor => {
      const text = editor.querySelector('textarea');
      text.addEventListener('input', () => draw(editor));
      text.addEventListener('scroll', () => follow(editor));
      new MutationObserver(() => draw(editor)).observe(editor, { attributes: true, attributeFilter: ['data-faults'] });
      draw(editor);
    },
    goTo: (editor, line, column) => {
      const text = editor.querySelector('textarea');
      const at = text.value.split('\n').slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
      text.focus();
      text.setSelectionRange(at, at);
    },
    focus: id => { document.getElementById(id)?.focus(); },
  };
})();
