import {ask, complain, fill, onSend, reason, show} from '/pages/pages.js';

const enter = document.getElementById('enter');
const known = document.getElementById('known');
const leave = document.getElementById('leave');
let csrfToken = '';

function welcome(session, focus) {
  csrfToken = session.csrf_token;
  const {user, organisation, role, memberships} = session;
  fill(known, 'name', [user.first_name, user.last_name].filter(Boolean).join(' ') || '–');
  fill(known, 'email', user.email);
  fill(known, 'organization', organisation.name);
  fill(known, 'role', role);
  const list = known.querySelector('[data-shows="workspaces"]');
  list.replaceChildren(
    ...(memberships.length > 0
      ? memberships.map((place) => `${place.workspace_name} (${place.role})`)
      : [role === 'member' ? 'None yet' : 'All, by the role']).map((text) => {
        const item = document.createElement('li');
        item.textContent = text;
        return item;
      }));
  complain(known, '');
  show('known', focus);
}

onSend(enter, async ({email, password, organisation_id}) => {
  const answer = await ask('POST', '/v1/auth/sign-in', {email, password, organisation_id});
  if (answer.status === 200) {
    enter.querySelector('form').reset();
    enter.querySelector('[name="password"]').type = 'password';
    welcome(answer.body, true);
  }
  return answer;
});

leave.addEventListener('click', async () => {
  const answer = await ask('POST', '/v1/auth/sign-out', {}, csrfToken);
  // 401: it has ended already.
  if (answer.status === 200 || answer.status === 401) {
    csrfToken = '';
    show('enter', true);
  } else {
    complain(known, reason(answer));
  }
});

const answer = await ask('GET', '/v1/auth/session');
if (answer.status === 200) {
  welcome(answer.body, false);
} else {
  show('enter', false);
}
