import assert from 'node:assert/strict';
import {
  AuthenticationApi, Configuration, CustomerResponse, CustomersApi, ErrorResponse, ErrorResponseFromJSON, ResponseError,
  Token, TokensApi,
} from './client';
import { MOBILE_NUMBER, REFERENCE, URL, recordToken, step } from './steps';

let accessToken = '';
const configuration = new Configuration({ basePath: URL, accessToken: () => accessToken });
const customers = new CustomersApi(configuration);
const tokens = new TokensApi(configuration);
let customer: CustomerResponse;
let token: Token;

function create() {
  return customers.createCustomerRaw({
    createCustomerRequest: {
      merchantCustomerReference: REFERENCE,
      countryCode: '+91',
      mobileNumber: MOBILE_NUMBER,
      firstName: 'Asha',
      lastName: 'Iyer',
      emailId: 'asha@example.com',
      billingAddress: { address1: '1 MG Road', city: 'Bengaluru', pincode: '560001' },
      merchantMetadata: { tier: 'gold', note: 'old' },
    },
    idempotencyKey: `${REFERENCE}-create`,
  });
}

async function refusal(status: number, call: Promise<unknown>): Promise<ErrorResponse> {
  const error = await call.then(() => assert.fail('not refused'), (e) => e);
  assert.ok(error instanceof ResponseError, error);
  assert.equal(error.response.status, status);
  return ErrorResponseFromJSON(await error.response.json());
}

async function story() {
  await step('token', async () => {
    const answer = await new AuthenticationApi(configuration).issueToken({
      accessTokenRequest: {
        clientId: 'demo-merchant', clientSecret: 'demo-secret', grantType: 'client_credentials',
      },
    });
    assert.equal(answer.tokenType, 'Bearer');
    assert.equal(answer.expiresIn, 3600);
    accessToken = answer.accessToken;
  });

  await step('create', async () => {
    const answer = await create();
    assert.equal(answer.raw.status, 201);
    assert.equal(answer.raw.headers.get('ETag'), '"1"');
    customer = await answer.value();
    assert.equal(customer.merchantCustomerReference, REFERENCE);
    assert.equal(customer.countryCode, '91');
    assert.equal(customer.mobileNumber, MOBILE_NUMBER);
    assert.equal(customer.firstName, 'Asha');
    assert.equal(customer.lastName, 'Iyer');
    assert.equal(customer.emailId, 'asha@example.com');
    assert.equal(customer.billingAddress?.address1, '1 MG Road');
    assert.equal(customer.billingAddress?.city, 'Bengaluru');
    assert.equal(customer.billingAddress?.pincode, '560001');
    assert.deepEqual(customer.merchantMetadata, { tier: 'gold', note: 'old' });
    assert.equal(customer.status, 'INACTIVE');
  });

  await step('get', async () => {
    assert.deepEqual(await customers.getCustomer({ customerId: customer.customerId }), customer);
  });

  await step('lookup', async () => {
    const found = await customers.lookupCustomer({
      countryCode: '+91', mobileNumber: MOBILE_NUMBER, merchantCustomerReference: REFERENCE,
    });
    assert.deepEqual(found, customer);
  });

  await step('update', async () => {
    const updated = await customers.updateCustomer({
      customerId: customer.customerId,
      updateCustomerRequest: {
        status: 'ACTIVE',
        lastName: null,
        billingAddress: { city: null },
        merchantMetadata: { note: null, since: '2026' },
      },
    });
    assert.equal(updated.status, 'ACTIVE');
    assert.equal(updated.firstName, 'Asha');
    assert.equal(updated.lastName, undefined);
    assert.equal(updated.billingAddress?.address1, '1 MG Road');
    assert.equal(updated.billingAddress?.city, undefined);
    assert.deepEqual(updated.merchantMetadata, { tier: 'gold', since: '2026' });
  });

  await step('list', async () => {
    await recordToken(customer.customerId);
    const answer = await tokens.listTokens({ customerId: customer.customerId });
    assert.equal(answer.totalTokens, 1);
    token = answer.tokens[0];
    assert.equal(token.status, 'ACTIVE');
    assert.equal(token.paymentMethod, 'CARD');
    assert.equal(token.expiredAt?.getUTCFullYear(), 2099);
    assert.equal(token.cardData?.last4Digit, '0007');
    assert.equal(token.cardData?.cardType, 'DEBIT');
    assert.equal(token.cardData?.emi, false);
  });

  await step('default', async () => {
    const updated = await tokens.setDefaultToken({
      customerId: customer.customerId, setDefaultTokenRequest: { tokenId: token.tokenId },
    });
    assert.equal(updated.defaultTokenId, token.tokenId);
  });

  await step('clear', async () => {
    const updated = await tokens.clearDefaultToken({ customerId: customer.customerId });
    assert.equal(updated.customerId, customer.customerId);
    assert.equal(updated.defaultTokenId, undefined);
  });

  await step('delete', async () => {
    const deleted = await tokens.deleteToken({
      customerId: customer.customerId,
      tokenId: token.tokenId,
      deleteTokenRequest: { merchantUniqueReference: 'removal-1' },
    });
    assert.equal(deleted.tokenId, token.tokenId);
    assert.equal(deleted.status, 'DEACTIVATED');
    assert.equal(deleted.merchantUniqueReference, 'removal-1');
  });

  await step('400', async () => {
    const error = await refusal(400, customers.createCustomer({ createCustomerRequest: { firstName: 'Asha' } }));
    assert.equal(error.code, 'INVALID_REQUEST');
    assert.equal(error.additionalErrorDetails?.reason, 'merchant_customer_reference');
  });

  await step('404', async () => {
    const error = await refusal(404, customers.getCustomer({ customerId: 'cust-unknown' }));
    assert.equal(error.code, 'CUSTOMER_NOT_FOUND');
  });

  await step('replay', async () => {
    const answer = await create();
    assert.equal(answer.raw.status, 201);
    assert.equal(answer.raw.headers.get('Idempotent-Replayed'), 'true');
    assert.deepEqual(await answer.value(), customer);
  });
}

story();
