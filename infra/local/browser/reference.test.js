import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

const { SERVER, FILES, CHROMIUM, SHOTS } = process.env;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE = 60_000;

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});
after(() => browser.close());

/** Opens a page that fails the test if it asks another host for anything, or throws. */
async function open(url, { width = 1280, scheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('the server responded with a status of 4')) {
      faults.push(message.text());
    }
  });
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url() !== url && !request.url().startsWith(SERVER + '/')) {
      faults.push('asks ' + request.url());
    }
  });
  await page.goto(url);
  await page.waitForSelector('.opblock');
  return {
    page,
    async close() {
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

const operation = (page, id) => page.locator(`.opblock[id$="-${id}"]`);

/** Opens an operation as who has no mouse does. */
async function expand(page, id) {
  const summary = operation(page, id).locator('.opblock-summary-control');
  await summary.focus();
  await page.keyboard.press('Enter');
  await operation(page, id).locator('.execute').waitFor();
  // Before Swagger UI has read the operation, it would send nothing and say nothing.
  await operation(page, id).locator('.opblock-loading-animation').waitFor({ state: 'detached' });
}

/** Sends an open operation by keyboard, and returns the status and body of its answer. */
async function send(page, id) {
  const answer = operation(page, id).locator('.live-responses-table');
  // A key that is pressed while Swagger UI replaces the button is lost, as a person's would be.
  for (let attempt = 1; ; attempt++) {
    await operation(page, id).locator('.execute').press('Enter');
    try {
      await answer.locator('.response-col_status').last().waitFor({ timeout: 10_000 });
      break;
    } catch (e) {
      if (attempt === 3) throw e;
    }
  }
  return {
    status: (await answer.locator('tbody .response-col_status').first().innerText()).split('\n')[0].trim(),
    body: await answer.locator('.highlight-code').first().innerText(),
  };
}

async function violations(page, root) {
  await page.evaluate(AXE);
  const result = await page.evaluate((part) => globalThis.axe.run(part ?? document), root);
  assert.ok(result.passes.length > 0);
  return result.violations
    .filter((violation) => ['serious', 'critical'].includes(violation.impact))
    .flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`));
}

const shot = async (page, name) => SHOTS && page.screenshot({ path: join(SHOTS, name + '.png') });

// Each width and each scheme once, or each with each.
const SCREENS = process.env.FEW_SCREENS
  ? [[1280, 'light'], [390, 'dark']]
  : [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']];

for (const [width, scheme] of SCREENS) {
  test(`operations are read and sent on ${width} px, ${scheme}`, async () => {
    const { page, close } = await open(SERVER + '/', { width, scheme });
    await page.getByText('is filled in').waitFor();
    await shot(page, `${width}-${scheme}`);

    await expand(page, 'get-customer');
    assert.match(await operation(page, 'get-customer').innerText(), /customer_id/);
    const found = await send(page, 'get-customer');
    assert.equal(found.status, '200');
    assert.match(found.body, /cust-v1-0811030624-aa-RBDgpR/);
    await operation(page, 'get-customer').locator('.live-responses-table').scrollIntoViewIfNeeded();
    await shot(page, `answer-200-${width}-${scheme}`);

    await expand(page, 'create-customer');
    await operation(page, 'create-customer').locator('textarea').fill('{"first_name": "<b>"}');
    const refused = await send(page, 'create-customer');
    assert.equal(refused.status, '400');
    assert.match(refused.body, /INVALID_REQUEST/);
    await operation(page, 'create-customer').locator('.live-responses-table').scrollIntoViewIfNeeded();
    await shot(page, `answer-400-${width}-${scheme}`);

    await operation(page, 'create-customer').getByRole('tab', { name: 'Schema' }).first().click();
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    await page.locator('.btn.authorize').click();
    assert.deepEqual(await violations(page, '.dialog-ux'), []);
    await page.locator('.close-modal').click();
    await page.locator('#life-cycles').scrollIntoViewIfNeeded();
    await shot(page, `life-cycles-${width}-${scheme}`);
    await close();
  });
}

test('every example is answered with success as it stands', async () => {
  const { page, close } = await open(SERVER + '/');
  await page.getByText('is filled in').waitFor();
  const ids = await page.locator('.opblock').evaluateAll((all) =>
    all.map((one) => one.id.replace(/^operations-[^-]+-/, '')));
  assert.ok(ids.length >= 10);

  const statuses = {};
  for (const id of ids) {
    await expand(page, id);
    statuses[id] = (await send(page, id)).status;
    await operation(page, id).locator('.opblock-summary-control').click();
  }

  assert.deepEqual(Object.entries(statuses).filter(([, status]) => !status.startsWith('2')), []);
  await close();
});

test('the file works from elsewhere, with the access token that its reader asks for', async () => {
  const { page, close } = await open('file://' + join(FILES, 'index.html'));
  await expand(page, 'get-customer');
  assert.equal((await send(page, 'get-customer')).status, '401');

  await expand(page, 'issue-token');
  await operation(page, 'issue-token').locator('textarea').fill(
    '{"client_id": "demo-merchant", "client_secret": "demo-secret", "grant_type": "client_credentials"}');
  assert.equal((await send(page, 'issue-token')).status, '200');
  await page.getByText('is filled in').waitFor();
  await operation(page, 'get-customer').locator('.btn-clear').click();

  assert.equal((await send(page, 'get-customer')).status, '200');
  await close();
});
