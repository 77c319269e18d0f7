// Puts the collection's requests into the order of the story, as the folder story. What stands in them stays, but for
// what a person would fill in: the body's values, the path's ids and the credentials.
const fs = require('node:fs');
const { bruToJsonV2, jsonToBruV2 } = require('@usebruno/lang');

const { MOBILE_NUMBER, REFERENCE, TOKEN_RECORDED } = process.env;
const imported = JSON.parse(read('customers/Create a customer').body.json);

function read(name) {
  const { examples, ...request } = bruToJsonV2(fs.readFileSync(`collection/${name}.bru`, 'utf8'));
  return request;
}

let steps = 0;

/** The check runs in Bruno's sandbox: it knows only the arguments that are given here. */
function step(name, request, { body, params = {}, headers = {} }, check, ...values) {
  request.meta = { name, type: 'http', seq: ++steps };
  if (body) {
    request.body.json = JSON.stringify(body, null, 2);
  }
  for (const parameter of [...(request.params ?? []), ...(request.headers ?? [])]) {
    const value = { ...params, ...headers }[parameter.name];
    if (value !== undefined) {
      Object.assign(parameter, { value, enabled: true });
    }
  }
  if (check) {
    const called = `(${check})(${values.map((it) => JSON.stringify(it)).join()})`;
    request.tests = `test(${JSON.stringify(name)}, () => ${called});`;
  }
  fs.writeFileSync(`collection/story/${String(steps).padStart(2, '0')} ${name}.bru`, jsonToBruV2(request));
}

const created = {
  ...imported,
  merchant_customer_reference: REFERENCE,
  country_code: '+91',
  mobile_number: MOBILE_NUMBER,
};
const create = { body: created, headers: { 'Idempotency-Key': `${REFERENCE}-create` } };
const customer = { params: { customer_id: '{{customer_id}}' } };
const token = { params: { customer_id: '{{customer_id}}', token_id: '{{token_id}}' } };

fs.mkdirSync('collection/story');
step('token', read('authentication/Issue an access token'), {
  body: { client_id: 'demo-merchant', client_secret: 'demo-secret', grant_type: 'client_credentials' },
}, () => {
  expect(res.body.token_type).to.equal('Bearer');
  expect(res.body.expires_in).to.equal(3600);
  bru.setVar('token', res.body.access_token);
});
step('create', read('customers/Create a customer'), create, (sent) => {
  expect(res.status).to.equal(201);
  expect(res.headers.etag).to.equal('"1"');
  const { customer_id, created_at, updated_at, ...rest } = res.body;
  expect(rest).to.deep.equal({ ...sent, country_code: '91', status: 'INACTIVE' });
  bru.setVar('customer_id', customer_id);
  bru.setVar('created', JSON.stringify(res.body));
}, created);
step('get', read('customers/Get a customer'), customer, () => {
  expect(JSON.stringify(res.body)).to.equal(bru.getVar('created'));
});
const lookup = read('customers/Find the customer that has all three values');
const found = () => {
  expect(JSON.stringify(res.body)).to.equal(bru.getVar('created'));
};
step('lookup', lookup, {
  params: { country_code: '+91', mobile_number: MOBILE_NUMBER, merchant_customer_reference: REFERENCE },
}, found);
// Bruno sends the query that stands in the URL; its app writes it there once a parameter is ticked anew.
lookup.http.url += `?country_code=%2B91&mobile_number=${MOBILE_NUMBER}&merchant_customer_reference=${REFERENCE}`;
step('lookup-ticked', lookup, {}, found);
step('update', read('customers/Change a customer'), {
  ...customer,
  body: {
    status: 'ACTIVE',
    last_name: null,
    billing_address: { city: null },
    merchant_metadata: { tid: null, since: '2026' },
  },
}, (sent) => {
  const { city, ...address } = sent.billing_address;
  const { tid, ...metadata } = sent.merchant_metadata;
  expect(res.body.status).to.equal('ACTIVE');
  expect(res.body.first_name).to.equal(sent.first_name);
  expect(res.body).not.to.have.property('last_name');
  expect(res.body.billing_address).to.deep.equal(address);
  expect(res.body.merchant_metadata).to.deep.equal({ ...metadata, since: '2026' });
}, created);
step('record a token', {
  http: { method: 'post', url: '{{baseUrl}}/local/tokens', body: 'text', auth: 'none' },
  body: { text: TOKEN_RECORDED.replace('CUSTOMER_ID', '{{customer_id}}') },
}, {});
step('list', read("tokens/List a customer's payment tokens"), customer, () => {
  expect(res.body.total_tokens).to.equal(1);
  const token = res.body.tokens[0];
  expect(token).to.include({
    status: 'ACTIVE', payment_method: 'CARD', expired_at: '2099-02-01T00:00:00.000000Z',
  });
  expect(token.card_data).to.include({ last4_digit: '0007', card_type: 'DEBIT', emi: false });
  bru.setVar('token_id', token.token_id);
});
step('default', read("tokens/Make a payment token the customer's default"), {
  ...customer, body: { token_id: '{{token_id}}' },
}, () => {
  expect(res.body.default_token_id).to.equal(bru.getVar('token_id'));
});
step('clear', read('tokens/Leave the customer without a default payment token'), customer, () => {
  expect(res.body.customer_id).to.equal(bru.getVar('customer_id'));
  expect(res.body).not.to.have.property('default_token_id');
});
step('delete', read('tokens/Delete a payment token'), {
  ...token, body: { merchant_unique_reference: 'removal-1' },
}, () => {
  expect(res.body).to.deep.equal({
    token_id: bru.getVar('token_id'),
    customer_id: bru.getVar('customer_id'),
    status: 'DEACTIVATED',
    merchant_unique_reference: 'removal-1',
  });
});
step('400', read('customers/Create a customer'), { body: { first_name: 'Asha' } }, () => {
  expect(res.status).to.equal(400);
  expect(res.body.code).to.equal('INVALID_REQUEST');
  expect(res.body.additional_error_details.reason).to.equal('merchant_customer_reference');
});
step('404', read('customers/Get a customer'), { params: { customer_id: 'cust-unknown' } }, () => {
  expect(res.status).to.equal(404);
  expect(res.body.code).to.equal('CUSTOMER_NOT_FOUND');
});
step('replay', read('customers/Create a customer'), create, () => {
  expect(res.status).to.equal(201);
  expect(res.headers['idempotent-replayed']).to.equal('true');
  expect(JSON.stringify(res.body)).to.equal(bru.getVar('created'));
});
