// Relieur in a real browser: with and without JavaScript, on a desk and on a phone,
// in both languages and both themes. Needs the binaries of `cargo build --bins` and
// the site of `cargo xtask site`; nothing of it reaches the internet.
import { defineConfig, devices } from "@playwright/test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const app = "http://127.0.0.1:3410";
const github = "http://127.0.0.1:3411";

const binaries = join(__dirname, "../target/debug");
const relieur = process.env.RELIEUR_BIN ?? join(binaries, "relieur");
const testkitGitHub = process.env.TESTKIT_GITHUB_BIN ?? join(binaries, "testkit-github");

// Ten pages of what is hard to set.
const pictures = join(__dirname, "../crates/press/tests/pictures/wiki");

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const desk = { viewport: { width: 1280, height: 800 } };

// What needs a script to be tested at all.
const needsScript = /.*\.hydrate\.spec\.ts/;

export default defineConfig({
  testDir: "./tests",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? [["list"], ["html", { open: "never" }]] : "list",
  use: {
    baseURL: app,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    ...devices["Desktop Chrome"],
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desk", use: { ...desk, locale: "en-GB", colorScheme: "light" } },
    // What a page does by itself is the same on every screen, and slow to watch; books
    // are opened in both widths anyway.
    { name: "phone", testIgnore: /(live|books)\.hydrate/, use: { ...phone, locale: "fr-FR", colorScheme: "dark" } },
    {
      name: "desk without script",
      testIgnore: needsScript,
      use: { ...desk, locale: "fr-FR", colorScheme: "light", javaScriptEnabled: false },
    },
    {
      name: "phone without script",
      testIgnore: needsScript,
      use: { ...phone, locale: "en-GB", colorScheme: "dark", javaScriptEnabled: false },
    },
  ],
  webServer: [
    {
      command: `"${testkitGitHub}" --port 3411 --wiki "acme/pictures=${pictures}"`,
      url: `${github}/acme/handbook/wiki`,
      reuseExistingServer: false,
      timeout: 30_000,
    },
    {
      command: `"${relieur}" serve --listen 127.0.0.1:3410`,
      url: `${app}/health/ready`,
      reuseExistingServer: false,
      timeout: 30_000,
      env: {
        RELIEUR_GITHUB_URL: github,
        RELIEUR_DATA_DIR: mkdtempSync(join(tmpdir(), "relieur-end2end-")),
        RELIEUR_LOG: "warn",
      },
    },
  ],
});
