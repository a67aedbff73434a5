import assert from "node:assert/strict";
import { test } from "node:test";

import { hostOf, read } from "../app/link.mjs";

const START = "https://id.example/in-app/process/init?action=";

test("reads a request and an enrolment", () => {
  assert.deepEqual(read(`${START}authentication&pid=a-_9`), { server: "https://id.example", action: "authentication", pid: "a-_9" });
  assert.deepEqual(read(` ${START}enrolment&pid=abc\n`), { server: "https://id.example", action: "enrolment", pid: "abc" });
  assert.equal(hostOf("https://id.example:8443"), "id.example:8443");
});

test("reads one whose padding was kept, in either way of writing it", () => {
  assert.equal(read(`${START}authentication&pid=abc=`).pid, "abc");
  assert.equal(read(`${START}authentication&pid=abcd%3D%3D`).pid, "abcd");
});

test("reads one of this machine without encryption", () => {
  for (const host of ["localhost:8080", "127.0.0.1", "[::1]:9", "bank.localhost"]) {
    const link = `http://${host}/in-app/process/init?action=authentication&pid=a`;
    assert.equal(read(link).server, `http://${host}`);
  }
});

test("reads nothing else", () => {
  for (const link of [
    "",
    "hello",
    "otpauth://totp/x?secret=y",
    "javascript:alert(1)//in-app/process/init?action=authentication&pid=a",
    "http://id.example/in-app/process/init?action=authentication&pid=a",
    "https://me@id.example/in-app/process/init?action=authentication&pid=a",
    "https://id.example/in-app/process?action=authentication&pid=a",
    "https://id.example/in-app/process/init/?action=authentication&pid=a",
    `${START}authentication`,
    `${START}authentication&pid=`,
    `${START}authentication&pid=a b`,
    `${START}authentication&pid=a&pid=b`,
    `${START}removal&pid=a`,
    `${START}authentication&action=enrolment&pid=a`,
    `${START}authentication&pid=${"a".repeat(513)}`,
    `${START}authentication&pid=a&more=${"a".repeat(2048)}`,
  ]) {
    assert.equal(read(link), undefined, link);
  }
});
