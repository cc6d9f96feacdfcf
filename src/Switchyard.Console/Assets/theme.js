// Before anything is painted, so that a chosen theme does not flash.
(() => {
  const chosen = localStorage.getItem('switchyard-theme');
  if (chosen === 'light' || chosen === 'dark') { document.documentElement.dataset.theme = chosen; }
})();
