// A Chromium: the one that CHROMIUM names, else the one the lock file pins.
import pinned from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

/** @param microphone given to whoever asks, refused, or none there */
export async function launch(microphone) {
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  if (microphone !== 'none') {
    args.push('--use-fake-device-for-media-stream');
    args.push(`--use-fake-ui-for-media-stream${microphone === 'refused' ? '=deny' : ''}`);
  }
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? (await pinned.executablePath()), args });
}
