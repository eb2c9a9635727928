/** What the command line needs of the http package, apart from what every run loads. */
export { compilePolicy, HTTP_MANIFEST } from "@scheduler-components/actions-http";
