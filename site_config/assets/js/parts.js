// An address of a source from before the list was split: on to the part that holds it now.
export function start(place) {
  const follow = () => lead(place.dataset.root);
  addEventListener("hashchange", follow);
  follow();
}

async function lead(root) {
  const key = location.hash.slice(1);
  if (!/^[\w.-]+$/.test(key) || key.startsWith("letter-") || document.getElementById(key)) return;
  const answer = await fetch(new URL(`${root}api/v1/sources/${key}.json`, location.href));
  if (!answer.ok) return;
  const { page } = await answer.json();
  location.replace(new URL(root + page, location.href));
}
