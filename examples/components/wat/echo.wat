;; An action component by hand: the canonical ABI of `scheduler:executor/action-component@0.1.0`, nothing else.
;;
;; Memory:  0x0000  one byte that no pointer names
;;          0x0010  the answers' return areas (execute: 96 bytes at 0x10, describe: 8 at 0x80, init and release: 12 at 0x90)
;;          0x0100  texts that never change
;;          heap    what the host passes in: taken upwards, all given back when the call is over
(module
  (import "scheduler:executor/context@0.1.0" "[method]action-context.log"
    (func $log (param $context i32) (param $level i32) (param $message i32) (param $length i32)))
  (import "scheduler:executor/context@0.1.0" "[resource-drop]action-context"
    (func $drop_context (param $context i32)))

  (memory (export "memory") 1)
  (global $heap (mut i32) (i32.const 0x800))

  (data (i32.const 0x100) "unknown-call")
  (data (i32.const 0x120) "The component offers: echo, noop, note.")
  (data (i32.const 0x160) "A call is written component.operation.")
  (data (i32.const 0x1a0) "noop")
  (data (i32.const 0x1a8) "echo")
  (data (i32.const 0x1b0) "note")
  (data (i32.const 0x200)
    "{\"name\":\"echo\",\"version\":\"1.0.0\",\"description\":\"Gives back what it is given.\",\"calls\":{"
    "\"noop\":{\"description\":\"Does nothing.\",\"parameters\":{\"type\":\"object\",\"additionalProperties\":false},\"idempotent\":true},"
    "\"echo\":{\"description\":\"The output is the parameters.\",\"parameters\":{\"type\":\"object\"},\"output\":{\"type\":\"object\"},\"idempotent\":true},"
    "\"note\":{\"description\":\"As echo, and the parameters are an entry of the run's log.\",\"parameters\":{\"type\":\"object\"},\"output\":{\"type\":\"object\"},\"idempotent\":true}"
    "}}")

  ;; The host takes memory for what it passes in. Nothing is ever resized in place.
  (func (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32) (local $end i32) (local $missing i32)
    (local.set $at
      (i32.and
        (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
    (local.set $end (i32.add (local.get $at) (local.get $size)))
    ;; Past the end of what 32 bits can name.
    (if (i32.lt_u (local.get $end) (local.get $at)) (then unreachable))
    (local.set $missing
      (i32.sub
        (i32.add (i32.shr_u (local.get $end) (i32.const 16)) (i32.const 1))
        (memory.size)))
    (if (i32.gt_s (local.get $missing) (i32.const 0))
      (then
        (if (i32.eq (memory.grow (local.get $missing)) (i32.const -1)) (then unreachable))))
    (memory.copy
      (local.get $at)
      (local.get $old)
      (select (local.get $old_size) (local.get $size) (i32.lt_u (local.get $old_size) (local.get $size))))
    (global.set $heap (local.get $end))
    (local.get $at))

  (func $forget
    (global.set $heap (i32.const 0x800)))

  ;; Whether the operation at `$at` is the four letters at `$name`. Every operation has four.
  (func $is (param $at i32) (param $length i32) (param $name i32) (result i32)
    (if (result i32) (i32.eq (local.get $length) (i32.const 4))
      (then (i32.eq (i32.load align=1 (local.get $at)) (i32.load (local.get $name))))
      (else (i32.const 0))))

  ;; result<action-outcome, string>: 0x10 the result's case; 0x18 status; 0x1c detail; 0x28 output; 0x38 error: 0x40 code,
  ;; 0x48 message, 0x50 retryable, 0x58 retry-after, 0x68 causes. With the case `err` its string is at 0x18.
  (func (export "scheduler:executor/component-api@0.1.0#execute-action")
    (param $id i32) (param $id_length i32) (param $call i32) (param $call_length i32)
    (param $parameters i32) (param $parameters_length i32) (param $context i32)
    (result i32)
    (local $end i32)
    (memory.fill (i32.const 0x10) (i32.const 0) (i32.const 96))
    (local.set $end (i32.add (local.get $call) (local.get $call_length)))

    ;; The operation is what follows the dot; what stands before it is the scenario's choice.
    (block $found
      (loop $next
        (if (i32.eq (local.get $call) (local.get $end))
          (then
            (i32.store8 (i32.const 0x10) (i32.const 1))
            (i32.store (i32.const 0x18) (i32.const 0x160))
            (i32.store (i32.const 0x1c) (i32.const 38))
            (call $drop_context (local.get $context))
            (return (i32.const 0x10))))
        (local.set $call (i32.add (local.get $call) (i32.const 1)))
        (br_if $next (i32.ne (i32.load8_u (i32.sub (local.get $call) (i32.const 1))) (i32.const 0x2e)))))
    (local.set $call_length (i32.sub (local.get $end) (local.get $call)))

    (block $done
      (br_if $done (call $is (local.get $call) (local.get $call_length) (i32.const 0x1a0)))
      (block $echo
        (br_if $echo (call $is (local.get $call) (local.get $call_length) (i32.const 0x1a8)))
        (if (call $is (local.get $call) (local.get $call_length) (i32.const 0x1b0))
          (then
            ;; Level 1 is `info`.
            (call $log (local.get $context) (i32.const 1) (local.get $parameters) (local.get $parameters_length))
            (br $echo)))
        (i32.store8 (i32.const 0x18) (i32.const 1))
        (i32.store8 (i32.const 0x38) (i32.const 1))
        (i32.store (i32.const 0x40) (i32.const 0x100))
        (i32.store (i32.const 0x44) (i32.const 12))
        (i32.store (i32.const 0x48) (i32.const 0x120))
        (i32.store (i32.const 0x4c) (i32.const 39))
        (br $done))
      (i32.store8 (i32.const 0x28) (i32.const 1))
      (i32.store (i32.const 0x2c) (local.get $parameters))
      (i32.store (i32.const 0x30) (local.get $parameters_length)))
    (call $drop_context (local.get $context))
    (i32.const 0x10))

  (func (export "cabi_post_scheduler:executor/component-api@0.1.0#execute-action") (param $answer i32)
    (call $forget))

  (func (export "scheduler:executor/lifecycle@0.1.0#describe") (result i32)
    (i32.store (i32.const 0x80) (i32.const 0x200))
    (i32.store (i32.const 0x84) (i32.const 496))
    (i32.const 0x80))

  ;; There is nothing to configure. The answer of both is `ok`, whose case is 0.
  (func (export "scheduler:executor/lifecycle@0.1.0#init-component") (param $config i32) (param $length i32) (result i32)
    (call $forget)
    (i32.const 0x90))

  (func (export "scheduler:executor/lifecycle@0.1.0#release-component") (result i32)
    (i32.const 0x90)))
