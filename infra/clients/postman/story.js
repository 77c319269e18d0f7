// Sends the collection's requests in the order of the story. What stands in them stays, but for what a person would
// fill in: the body's values, the path's ids, the server and the credentials.
const fs = require('node:fs');
const newman = require('newman');

const { CLIENTELE_URL, MOBILE_NUMBER, REFERENCE, TOKEN_RECORDED } = process.env;
const collection = JSON.parse(fs.readFileSync('collection.json', 'utf8'));
const requests = collection.item.flatMap((folder) => folder.item);
const imported = JSON.parse(named('Create a customer').request.body.raw);

function named(name) {
  return structuredClone(requests.find((item) => item.name === name));
}

/** The check runs in Postman's sandbox: it knows only the arguments that are given here. */
function step(name, item, { body, path = {}, query = {}, headers = {} }, check, ...values) {
  item.name = name;
  if (body) {
    item.request.body.raw = JSON.stringify(body);
  }
  for (const parameters of [item.request.url.variable, item.request.url.query, item.request.header]) {
    for (const parameter of parameters ?? []) {
      const value = { ...path, ...query, ...headers }[parameter.key];
      if (value !== undefined) {
        Object.assign(parameter, { value, disabled: false });
      }
    }
  }
  const code = `pm.test(${JSON.stringify(name)}, () => (${check})(${values.map((it) => JSON.stringify(it)).join()}));`;
  item.event = [{ listen: 'test', script: { type: 'text/javascript', exec: [code] } }];
  return item;
}

const created = {
  ...imported,
  merchant_customer_reference: REFERENCE,
  country_code: '+91',
  mobile_number: MOBILE_NUMBER,
};
const create = { body: created, headers: { 'Idempotency-Key': `${REFERENCE}-create` } };
const customer = { path: { customer_id: '{{customer_id}}' } };
const token = { path: { customer_id: '{{customer_id}}', token_id: '{{token_id}}' } };
const lookup = { country_code: '%2B91', mobile_number: MOBILE_NUMBER, merchant_customer_reference: REFERENCE };

collection.item = [
  step('token', named('Issue an access token'), {
    body: { client_id: 'demo-merchant', client_secret: 'demo-secret', grant_type: 'client_credentials' },
  }, () => {
    const answer = pm.response.json();
    pm.expect(answer.token_type).to.equal('Bearer');
    pm.expect(answer.expires_in).to.equal(3600);
    pm.collectionVariables.set('bearerToken', answer.access_token);
  }),
  step('create', named('Create a customer'), create, (sent) => {
    pm.expect(pm.response.code).to.equal(201);
    pm.expect(pm.response.headers.get('ETag')).to.equal('"1"');
    const { customer_id, created_at, updated_at, ...rest } = pm.response.json();
    pm.expect(rest).to.deep.equal({ ...sent, country_code: '91', status: 'INACTIVE' });
    pm.collectionVariables.set('customer_id', customer_id);
    pm.collectionVariables.set('created', pm.response.text());
  }, created),
  step('get', named('Get a customer'), customer, () => {
    pm.expect(pm.response.text()).to.equal(pm.collectionVariables.get('created'));
  }),
  step('lookup', named('Find the customer that has all three values'), { query: lookup }, () => {
    pm.expect(pm.response.text()).to.equal(pm.collectionVariables.get('created'));
  }),
  step('update', named('Change a customer'), {
    ...customer,
    body: {
      status: 'ACTIVE',
      last_name: null,
      billing_address: { city: null },
      merchant_metadata: { tid: null, since: '2026' },
    },
  }, (sent) => {
    const updated = pm.response.json();
    const { city, ...address } = sent.billing_address;
    const { tid, ...metadata } = sent.merchant_metadata;
    pm.expect(updated.status).to.equal('ACTIVE');
    pm.expect(updated.first_name).to.equal(sent.first_name);
    pm.expect(updated).not.to.have.property('last_name');
    pm.expect(updated.billing_address).to.deep.equal(address);
    pm.expect(updated.merchant_metadata).to.deep.equal({ ...metadata, since: '2026' });
  }, created),
  {
    name: 'record a token',
    request: {
      method: 'POST',
      url: '{{baseUrl}}/local/tokens',
      body: { mode: 'raw', raw: TOKEN_RECORDED.replace('CUSTOMER_ID', '{{customer_id}}') },
    },
  },
  step('list', named("List a customer's payment tokens"), customer, () => {
    const answer = pm.response.json();
    pm.expect(answer.total_tokens).to.equal(1);
    const token = answer.tokens[0];
    pm.expect(token).to.include({
      status: 'ACTIVE', payment_method: 'CARD', expired_at: '2099-02-01T00:00:00.000000Z',
    });
    pm.expect(token.card_data).to.include({ last4_digit: '0007', card_type: 'DEBIT', emi: false });
    pm.collectionVariables.set('token_id', token.token_id);
  }),
  step('default', named("Make a payment token the customer's default"), {
    ...customer, body: { token_id: '{{token_id}}' },
  }, () => {
    pm.expect(pm.response.json().default_token_id).to.equal(pm.collectionVariables.get('token_id'));
  }),
  step('clear', named('Leave the customer without a default payment token'), customer, () => {
    pm.expect(pm.response.json().customer_id).to.equal(pm.collectionVariables.get('customer_id'));
    pm.expect(pm.response.json()).not.to.have.property('default_token_id');
  }),
  step('delete', named('Delete a payment token'), {
    ...token, body: { merchant_unique_reference: 'removal-1' },
  }, () => {
    pm.expect(pm.response.json()).to.deep.equal({
      token_id: pm.collectionVariables.get('token_id'),
      customer_id: pm.collectionVariables.get('customer_id'),
      status: 'DEACTIVATED',
      merchant_unique_reference: 'removal-1',
    });
  }),
  step('400', named('Create a customer'), { body: { first_name: 'Asha' } }, () => {
    pm.expect(pm.response.code).to.equal(400);
    pm.expect(pm.response.json().code).to.equal('INVALID_REQUEST');
    pm.expect(pm.response.json().additional_error_details.reason).to.equal('merchant_customer_reference');
  }),
  step('404', named('Get a customer'), { path: { customer_id: 'cust-unknown' } }, () => {
    pm.expect(pm.response.code).to.equal(404);
    pm.expect(pm.response.json().code).to.equal('CUSTOMER_NOT_FOUND');
  }),
  step('replay', named('Create a customer'), create, () => {
    pm.expect(pm.response.code).to.equal(201);
    pm.expect(pm.response.headers.get('Idempotent-Replayed')).to.equal('true');
    pm.expect(pm.response.text()).to.equal(pm.collectionVariables.get('created'));
  }),
];
collection.variable = [{ key: 'baseUrl', value: CLIENTELE_URL }];

newman.run({ collection, reporters: [] }, (fault, summary) => {
  if (fault) {
    throw fault;
  }
  for (const { item, assertions = [], requestError } of summary.run.executions) {
    const wrong = [requestError, ...assertions.map((it) => it.error)].filter(Boolean);
    wrong.forEach((it) => console.log(it.message));
    if (assertions.length > 0) {
      console.log(`STEP ${item.name} ${wrong.length > 0 ? 'failed' : 'ok'}`);
    }
  }
});
