// What the pages share. Whatever comes from the server is put in as text, never as markup.

const WAITING = 'aria-disabled';

/** The token after the # of the address, which then leaves the address and the history. */
export function tokenOfLink() {
  const token = decodeURIComponent(location.hash.slice(1));
  if (token) {
    history.replaceState(null, '', location.pathname);
  }
  return token;
}

/** Asks the server; answers with status, body and headers, or status 0 where it is not reached. */
export async function ask(method, path, body, csrfToken) {
  const headers = {};
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
  }
  if (csrfToken) {
    headers['x-csrf-token'] = csrfToken;
  }
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
    });
    const text = await response.text();
    return {status: response.status, body: parsed(text), headers: response.headers};
  } catch {
    return {status: 0, body: {}, headers: new Headers()};
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Shows one section of the page in place of the others. */
export function show(id, focus) {
  for (const section of document.querySelectorAll('main > section')) {
    section.hidden = section.id !== id;
  }
  if (focus) {
    document.querySelector(`#${id} h1`).focus();
  }
}

/** Puts text where a section shows something. */
export function fill(section, what, text) {
  section.querySelector(`[data-shows="${what}"]`).textContent = text;
}

/** Says what is wrong above a form. */
export function complain(section, text) {
  const problem = section.querySelector('.problem');
  problem.textContent = '';
  if (text) {
    problem.textContent = text;
  }
}

/** Sends a form when it is sent, once at a time; says at each field what is wrong with it. */
export function onSend(section, send) {
  const form = section.querySelector('form');
  const button = form.querySelector('button');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.hasAttribute(WAITING)) {
      return;
    }
    clear(section, form);
    if (!complete(form)) {
      return;
    }
    button.setAttribute(WAITING, 'true');
    const answer = await send(Object.fromEntries(new FormData(form)));
    button.removeAttribute(WAITING);
    if (answer.status !== 200) {
      refused(section, form, answer);
    }
  });
  for (const reveal of form.querySelectorAll('[data-reveals]')) {
    reveal.addEventListener('change', () => {
      const password = form.elements[reveal.dataset.reveals];
      password.type = reveal.checked ? 'text' : 'password';
    });
  }
}

function clear(section, form) {
  complain(section, '');
  for (const message of form.querySelectorAll('.wrong')) {
    message.remove();
  }
  for (const input of form.querySelectorAll('[aria-invalid]')) {
    input.removeAttribute('aria-invalid');
    describe(input, (ids) => ids.filter((id) => id !== `${input.id}-wrong`));
  }
}

function complete(form) {
  const wrong = [...form.elements].filter(
    (input) => input.willValidate && !input.closest('[hidden]') && !input.validity.valid);
  for (const input of wrong) {
    mark(input, input.validity.valueMissing ? 'Needed' : input.validationMessage);
  }
  wrong[0]?.focus();
  return wrong.length === 0;
}

function mark(input, text) {
  const message = document.createElement('span');
  message.className = 'wrong';
  message.id = `${input.id}-wrong`;
  message.textContent = text;
  input.insertAdjacentElement('afterend', message);
  input.setAttribute('aria-invalid', 'true');
  describe(input, (ids) => [message.id, ...ids]);
  input.closest('details')?.setAttribute('open', '');
}

function describe(input, change) {
  const ids = change((input.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean));
  if (ids.length > 0) {
    input.setAttribute('aria-describedby', ids.join(' '));
  } else {
    input.removeAttribute('aria-describedby');
  }
}

function refused(section, form, answer) {
  const fields = (answer.body.errors ?? []).filter(
    (error) => visible(form.elements[(error.pointer ?? '').slice(1)]));
  for (const error of fields) {
    mark(form.elements[error.pointer.slice(1)], sentence(error.message));
  }
  if (fields.length > 0) {
    form.querySelector('[aria-invalid]').focus();
  } else {
    complain(section, reason(answer));
  }
}

function visible(input) {
  return input instanceof HTMLInputElement && !input.closest('[hidden]');
}

/** What is said of an answer that is no success. */
export function reason(answer) {
  switch (answer.status) {
    case 0:
      return 'The server cannot be reached. Try again in a moment.';
    case 401:
      return 'The address or the password is wrong.';
    case 429:
      return `Too many attempts. Try again in ${wait(answer.headers.get('retry-after'))}.`;
    default:
      return answer.status >= 500
        ? 'The server cannot do this at the moment. Try again later.'
        : sentence((answer.body.detail ?? 'This was refused').replace(/^\w+: /, ''));
  }
}

function wait(seconds) {
  const left = Number(seconds) || 60;
  return left < 90 ? `${left} seconds` : `${Math.ceil(left / 60)} minutes`;
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}
