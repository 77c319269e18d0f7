'use strict';
(() => {
  const { description, client, tokenPath } = JSON.parse(document.getElementById('reference-data').textContent);
  const renewalMillis = 50 * 60 * 1000;

  const darkness = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => document.documentElement.classList.toggle('dark-mode', darkness.matches);
  darkness.addEventListener('change', paint);
  paint();

  if (client) {
    description.servers = [{ url: location.origin, description: 'This local server' }];
  }

  /** Shows what the page has done about the access token. */
  const tell = (text) => {
    const access = document.getElementById('access');
    access.textContent = text;
    access.hidden = false;
  };

  /** Has every operation that is sent from now on carry this access token. */
  const authorize = (accessToken) => {
    for (const [name, scheme] of Object.entries(description.components.securitySchemes)) {
      if (scheme.type === 'http') {
        ui.preauthorizeApiKey(name, accessToken);
      }
    }
  };

  const takeDemoToken = async () => {
    try {
      const answer = await fetch(location.origin + tokenPath, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...client, grant_type: 'client_credentials' }),
      });
      authorize((await answer.json()).access_token);
      tell(`An access token of ${client.client_id} is filled in: press Execute in any operation.`);
    } catch {
      tell('No access token could be had from this server. Reload the page once it answers.');
    }
  };

  /** An access token that was asked for on this page is used from then on. */
  const keepAccessToken = (answer) => {
    if (answer.ok && answer.url.endsWith(tokenPath) && answer.obj?.access_token) {
      authorize(answer.obj.access_token);
      tell('The new access token is filled in.');
    }
    return answer;
  };

  // A link within the button that opens an operation could not be reached by keyboard.
  const PlainPath = ({ text }) => ui.getSystem().React.createElement('span', null, text);

  const answerOf = (element) => {
    const status = element.closest('tr[data-code]')?.dataset.code;
    return status ? `of answer ${status}` : 'of the body';
  };

  /** What Swagger UI leaves without a name for screen readers, and its name. */
  const names = [
    ['#servers', () => 'Server'],
    ['.examples-select-element', (select) => `Example ${answerOf(select)}`],
    ['.content-type', (select) => `Media type ${answerOf(select)}`],
    ['.body-param__text', () => 'Body'],
    ['.close-modal', () => 'Close'],
    ['.modal-btn.auth[aria-label]', (button) => button.textContent],
    ['tr[data-param-name] :is(input, select, textarea)', (field) => field.closest('tr').dataset.paramName],
  ];

  const mend = () => {
    const root = document.getElementById('reference');
    for (const [selector, name] of names) {
      for (const element of root.querySelectorAll(selector)) {
        const text = name(element);
        if (element.getAttribute('aria-label') !== text) {
          element.setAttribute('aria-label', text);
        }
      }
    }
    // Only what has the focus is scrolled by keys.
    for (const code of root.querySelectorAll('pre.microlight:not([tabindex])')) {
      code.tabIndex = 0;
    }
  };
  new MutationObserver(mend).observe(document.getElementById('reference'), { childList: true, subtree: true });

  const ui = SwaggerUIBundle({
    spec: description,
    domNode: document.getElementById('reference'),
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    responseInterceptor: keepAccessToken,
    plugins: [{ wrapComponents: { DeepLink: () => PlainPath } }],
    onComplete: () => {
      if (client) {
        takeDemoToken();
        setInterval(takeDemoToken, renewalMillis);
      }
    },
  });
})();
