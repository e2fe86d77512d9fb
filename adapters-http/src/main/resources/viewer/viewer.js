// Shows one of the two descriptions. Nothing is loaded from, or sent to, any other host.
'use strict';

const which = new URLSearchParams(location.search).get('of') === 'gateway' ? 'gateway' : 'admin';

for (const link of document.querySelectorAll('nav a')) {
  if (link.search === '?of=' + which) {
    link.setAttribute('aria-current', 'page');
  }
}
for (const form of ['yaml', 'json']) {
  document.getElementById(form).href = '/openapi/' + which + '.' + form;
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();

SwaggerUIBundle({
  url: '/openapi/' + which + '.yaml',
  dom_id: '#viewer',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
});
