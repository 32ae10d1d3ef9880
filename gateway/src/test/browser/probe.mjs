// Whether a browser runs on this machine at all: 0 and its version, or 3 and the reason.
import { launch } from './browser.mjs';

try {
  const browser = await launch('given');
  console.log(browser.version());
  await browser.close();
} catch (error) {
  console.log(String(error.message).split('\n')[0]);
  process.exit(3);
}
