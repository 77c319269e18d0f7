// What became of the steps, for infra/clients/run.
const fs = require('node:fs');

const outcomes = {};
for (const { error, testResults } of JSON.parse(fs.readFileSync('ran.json', 'utf8'))[0].results) {
  for (const { description, status, error: wrong } of testResults) {
    outcomes[description] = status === 'pass' && !error;
    console.log(description, wrong ?? '');
  }
}
const ticked = outcomes['lookup-ticked'];
delete outcomes['lookup-ticked'];
for (const [step, passed] of Object.entries(outcomes)) {
  const refused = step === 'lookup' && ticked ? 'fault usebruno/bruno#9324' : 'failed';
  console.log(`STEP ${step} ${passed ? 'ok' : refused}`);
}
