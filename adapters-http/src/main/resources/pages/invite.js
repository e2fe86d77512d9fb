import {ask, complain, fill, onSend, show, tokenOfLink} from '/pages/pages.js';

const enter = document.getElementById('enter');
const done = document.getElementById('done');
const token = tokenOfLink();

if (!token) {
  enter.querySelector('form').hidden = true;
  complain(enter, 'The link is not whole, or it was opened before. Open the one that you were sent.');
}

onSend(enter, async ({first_name, last_name, password}) => {
  const answer = await ask('POST', '/v1/invites/accept', {token, first_name, last_name, password});
  if (answer.status === 200) {
    const {session, api_keys} = answer.body;
    enter.querySelector('form').reset();
    fill(done, 'email', session.user.email);
    document.getElementById('list').replaceChildren(
      ...(api_keys ?? []).map((each) => shown(each, session.memberships)));
    document.getElementById('keys').hidden = (api_keys ?? []).length === 0;
    show('done', true);
  }
  return answer;
});

function shown({workspace_id, key}, memberships) {
  const name = memberships.find((place) => place.workspace_id === workspace_id)?.workspace_name;
  const box = document.createElement('div');
  box.className = 'key';
  const title = document.createElement('strong');
  title.textContent = name ?? workspace_id;
  const code = document.createElement('code');
  code.textContent = key;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'second';
  copy.textContent = 'Copy';
  copy.setAttribute('aria-label', `Copy the key of ${title.textContent}`);
  copy.addEventListener('click', async () => {
    const status = document.getElementById('copied');
    try {
      await navigator.clipboard.writeText(key);
      status.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(code);
      status.textContent = 'Selected: copy it with the keyboard';
    }
  });
  box.append(title, code, copy);
  return box;
}
