// Validates the outputs of a predictions file with ajv, compiled, in one thread: node ajv.mjs FILE CONTRACT
// Needs `npm install ajv` where node finds it (NODE_PATH does not apply to modules; run it beside node_modules).
// As fast as ajv goes: lines are cut from large buffers, no readline; nothing is computed but validity.
import fs from 'node:fs';
import Ajv from 'ajv/dist/2020.js';

const [file, contractFile] = process.argv.slice(2);
const contract = JSON.parse(fs.readFileSync(contractFile, 'utf8'));
const Validator = Ajv.default ?? Ajv;
const validate = new Validator({strict: false}).compile({...contract, $ref: '#/$defs/output'});
const started = process.hrtime.bigint();
const input = fs.openSync(file, 'r');
const buffer = Buffer.allocUnsafe(8 << 20);
let kept = 0;
let valid = 0;
let lines = 0;

function check(text) {
  lines++;
  try {
    if (validate(JSON.parse(text).output)) {
      valid++;
    }
  } catch {
    // an unparsable line is invalid
  }
}

for (;;) {
  const read = fs.readSync(input, buffer, kept, buffer.length - kept, null);
  const length = kept + read;
  let from = 0;
  for (let end = buffer.indexOf(10, from); end >= 0 && end < length; end = buffer.indexOf(10, from)) {
    check(buffer.utf8Slice(from, end));
    from = end + 1;
  }
  if (read === 0) {
    if (from < length) {
      check(buffer.utf8Slice(from, length));
    }
    break;
  }
  buffer.copy(buffer, 0, from, length);
  kept = length - from;
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({tool: 'ajv', lines, valid, seconds, linesPerSecond: Math.round(lines / seconds)}));
