import { describeHttp } from "../suite/suite.ts";
import { nativeSubject } from "../suite/native.ts";

describeHttp("the native component", nativeSubject, {
  skip: [],
});
