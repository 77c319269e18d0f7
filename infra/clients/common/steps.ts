import assert from 'node:assert/strict';

export const URL = process.env.CLIENTELE_URL!;
export const REFERENCE = process.env.REFERENCE!;
export const MOBILE_NUMBER = process.env.MOBILE_NUMBER!;

/** Tells infra/clients/run what became of the step, and lets the story go on. */
export async function step(name: string, story: () => Promise<void>): Promise<void> {
  try {
    await story();
    console.log(`STEP ${name} ok`);
  } catch (e) {
    console.log(e);
    console.log(`STEP ${name} failed`);
  }
}

/** Gives the customer its card, as a provider's message would. */
export async function recordToken(customerId: string): Promise<void> {
  const body = process.env.TOKEN_RECORDED!.replace('CUSTOMER_ID', customerId);
  const answer = await fetch(`${URL}/local/tokens`, { method: 'POST', body });
  assert.equal(answer.status, 200);
}
