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
    focus: id => { document.getElementById(id)?.focus(); },
  };
})();
