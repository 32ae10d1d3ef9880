// When a browser shows the first of each of PAGES, by its own clock from the moment it was asked to.
import { context, end, open, signIn, base } from './looking.mjs';

const rounds = Number(process.env.ROUNDS);
const looking = await context({ viewport: { width: 1280, height: 900 } });
const page = await open(looking);
await signIn(page);
console.log(`first content in a browser, ${rounds} times each; milliseconds`);
for (const path of process.env.PAGES.split('\n')) {
  const took = [];
  for (let i = 0; i < rounds; i += 1) {
    await page.goto(base + path);
    took.push(await page.evaluate(() => new Promise((done) => {
      new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => done(startTime)))
        .observe({ type: 'paint', buffered: true });
    })));
  }
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.min(rounds - 1, Math.floor(rounds * share))].toFixed(0).padStart(5);
  console.log(`${path.padEnd(75)} median ${at(0.5)}  worst ${at(1)}`);
}
await end();
