/** The http component, compiled: the same suite as the native one, and the same text in every answer. */
import { nativeSubject } from "../../packages/scheduler-actions-http/test/suite/native.ts";
import { describeHttp } from "../../packages/scheduler-actions-http/test/suite/suite.ts";
import { compiledSubject } from "./support/http-component.ts";

/** The reasons are rows of the table "In a component" of the package's README. */
describeHttp("the compiled http component", compiledSubject, {
  same: nativeSubject,
  skip: [
    {
      reason: "no brotli in the engine",
      tests: [
        "requests: headers: the compression that is offered",
        "content encodings: brotli",
        "content encodings: two, brotli the outer",
        "content encodings: a brotli bomb is refused",
      ],
    },
    {
      reason: "gzip of one member",
      tests: ["content encodings: gzip in two members"],
    },
    {
      reason: "raw deflate that was cut off is not noticed",
      tests: ["content encodings: deflate without its header, cut off"],
    },
    {
      reason: "the host says where requests may go",
      tests: ["what cannot be sent: a cloud-metadata address", "requests: headers: another host"],
    },
    {
      reason: "the host reads responses",
      tests: [
        "connections that fail: headers without an end",
        "responses: max_bytes: a body without an end stops at the limit",
        "redirects: the endless body of a redirect is not waited for",
      ],
    },
  ],
});
