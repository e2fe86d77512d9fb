import {ask, onSend, tokenOfLink} from '/pages/pages.js';

const enter = document.getElementById('enter');
const token = document.getElementById('token');

token.value = tokenOfLink();
document.getElementById('token-field').hidden = token.value !== '';

onSend(enter, async (fields) => {
  const answer = await ask('POST', '/v1/setup', {...fields, token: token.value.trim()});
  if (answer.status === 200) {
    location.replace('/sign-in');
  }
  return answer;
});
