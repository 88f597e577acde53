// Listens to `atlas preview`: loads the page again when it has changed, and shows what is wrong
// with the content while something is. Only the preview adds this script to its pages.
const page = location.pathname.replace(/^\//, '').replace(/index\.html$/, '');
const { seen } = document.currentScript.dataset;
const news = new EventSource(`/_atlas/news?page=${encodeURIComponent(page)}&seen=${seen}`);

const box = document.createElement('div');
box.setAttribute('role', 'alert');
box.id = 'atlas-preview-problems';
box.hidden = true;
box.tabIndex = 0;
Object.assign(box.style, {
  position: 'fixed', inset: 'auto 0 0 0', zIndex: 1000, maxHeight: '40vh', overflow: 'auto',
  padding: '0.8rem 1.2rem', font: '14px/1.5 monospace', whiteSpace: 'pre-wrap',
  color: '#fff', background: '#7a1420', borderTop: '4px solid #ffb3ba',
});
document.body.append(box);

let lost = false;
news.onmessage = (event) => {
  if (lost) location.reload(); // the preview was started anew
  const { load, error } = JSON.parse(event.data);
  if (error !== undefined) {
    box.textContent = error && `${error}\n\nThe page shows the last good content until this is mended.`;
    box.hidden = !error;
  }
  if (load) location.reload();
};
news.onerror = () => {
  lost = true;
};
addEventListener('pagehide', () => news.close());
