import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './schema';
import { MOBILE_NUMBER, REFERENCE, URL, recordToken, step } from './steps';

const client = createClient<paths>({ baseUrl: URL });
let customer: components['schemas']['CustomerResponse'];
let token: components['schemas']['Token'];

function create() {
  return client.POST('/api/v1/customer', {
    params: { header: { 'Idempotency-Key': `${REFERENCE}-create` } },
    body: {
      merchant_customer_reference: REFERENCE,
      country_code: '+91',
      mobile_number: MOBILE_NUMBER,
      first_name: 'Asha',
      last_name: 'Iyer',
      email_id: 'asha@example.com',
      billing_address: { address1: '1 MG Road', city: 'Bengaluru', pincode: '560001' },
      merchant_metadata: { tier: 'gold', note: 'old' },
    },
  });
}

async function story() {
  await step('token', async () => {
    const { data } = await client.POST('/api/auth/v1/token', {
      body: { client_id: 'demo-merchant', client_secret: 'demo-secret', grant_type: 'client_credentials' },
    });
    assert.equal(data?.token_type, 'Bearer');
    assert.equal(data.expires_in, 3600);
    client.use({
      onRequest({ request }) {
        request.headers.set('Authorization', `Bearer ${data.access_token}`);
      },
    });
  });

  await step('create', async () => {
    const { data, response } = await create();
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('ETag'), '"1"');
    customer = data!;
    const { customer_id, created_at, updated_at, ...rest } = customer;
    assert.deepEqual(rest, {
      merchant_customer_reference: REFERENCE,
      country_code: '91',
      mobile_number: MOBILE_NUMBER,
      first_name: 'Asha',
      last_name: 'Iyer',
      email_id: 'asha@example.com',
      billing_address: { address1: '1 MG Road', city: 'Bengaluru', pincode: '560001' },
      merchant_metadata: { tier: 'gold', note: 'old' },
      status: 'INACTIVE',
    });
  });

  await step('get', async () => {
    const { data } = await client.GET('/api/v1/customer/{customer_id}', {
      params: { path: { customer_id: customer.customer_id } },
    });
    assert.deepEqual(data, customer);
  });

  await step('lookup', async () => {
    const { data } = await client.GET('/api/v1/customer', {
      params: {
        query: { country_code: '+91', mobile_number: MOBILE_NUMBER, merchant_customer_reference: REFERENCE },
      },
    });
    assert.deepEqual(data, customer);
  });

  await step('update', async () => {
    const { data } = await client.PATCH('/api/v1/customer/{customer_id}', {
      params: { path: { customer_id: customer.customer_id } },
      body: {
        status: 'ACTIVE',
        last_name: null,
        billing_address: { city: null },
        merchant_metadata: { note: null, since: '2026' },
      },
    });
    assert.equal(data?.status, 'ACTIVE');
    assert.equal(data.first_name, 'Asha');
    assert.equal(data.last_name, undefined);
    assert.deepEqual(data.billing_address, { address1: '1 MG Road', pincode: '560001' });
    assert.deepEqual(data.merchant_metadata, { tier: 'gold', since: '2026' });
  });

  await step('list', async () => {
    await recordToken(customer.customer_id);
    const { data } = await client.GET('/api/v1/customer/{customer_id}/tokens', {
      params: { path: { customer_id: customer.customer_id } },
    });
    assert.equal(data?.total_tokens, 1);
    token = data.tokens[0];
    assert.equal(token.status, 'ACTIVE');
    assert.equal(token.payment_method, 'CARD');
    assert.equal(token.expired_at, '2099-02-01T00:00:00.000000Z');
    assert.equal(token.card_data?.last4_digit, '0007');
    assert.equal(token.card_data.card_type, 'DEBIT');
    assert.equal(token.card_data.emi, false);
  });

  await step('default', async () => {
    const { data } = await client.PUT('/api/v1/customer/{customer_id}/default-token', {
      params: { path: { customer_id: customer.customer_id } },
      body: { token_id: token.token_id },
    });
    assert.equal(data?.default_token_id, token.token_id);
  });

  await step('clear', async () => {
    const { data } = await client.DELETE('/api/v1/customer/{customer_id}/default-token', {
      params: { path: { customer_id: customer.customer_id } },
    });
    assert.equal(data?.customer_id, customer.customer_id);
    assert.equal(data.default_token_id, undefined);
  });

  await step('delete', async () => {
    const { data } = await client.POST('/api/v1/customer/{customer_id}/tokens/{token_id}/delete', {
      params: { path: { customer_id: customer.customer_id, token_id: token.token_id } },
      body: { merchant_unique_reference: 'removal-1' },
    });
    assert.deepEqual(data, {
      token_id: token.token_id,
      customer_id: customer.customer_id,
      status: 'DEACTIVATED',
      merchant_unique_reference: 'removal-1',
    });
  });

  await step('400', async () => {
    const { error, response } = await client.POST('/api/v1/customer', { body: { first_name: 'Asha' } });
    assert.equal(response.status, 400);
    assert.equal(error?.code, 'INVALID_REQUEST');
    assert.equal(error.additional_error_details?.reason, 'merchant_customer_reference');
  });

  await step('404', async () => {
    const { error, response } = await client.GET('/api/v1/customer/{customer_id}', {
      params: { path: { customer_id: 'cust-unknown' } },
    });
    assert.equal(response.status, 404);
    assert.equal(error?.code, 'CUSTOMER_NOT_FOUND');
  });

  await step('replay', async () => {
    const { data, response } = await create();
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('Idempotent-Replayed'), 'true');
    assert.deepEqual(data, customer);
  });
}

story();
