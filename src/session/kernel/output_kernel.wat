;; The two loops that most of the time went into: lines of output become events of the log, and events of the log
;; are looked through. Sixteen bytes are handled at once. `deno task kernel` makes output_kernel_code.ts of it.
;;
;; An event of output is:  {"seq":N  HEAD  TEXT  "}\n  where HEAD goes from behind the number to before the text, and
;; is the same for all lines of a stream that are recorded together.
;;
;; Bytes are read and written up to 32 beyond the ends of what is given: that much of the memory is the caller's to spare.
(module
  (memory (export "memory") 1)

  ;; What stands for a control character behind a backslash, by the character; 0 for one that is written as \u00xx.
  (data (i32.const 0) "\00\00\00\00\00\00\00\00btn\00fr")
  ;; At 256 plus a character: 1 for what may stand alone behind a backslash.
  (data (i32.const 290) "\01")  ;; quote
  (data (i32.const 303) "\01")  ;; slash
  (data (i32.const 348) "\01")  ;; backslash
  (data (i32.const 354) "\01")  ;; b
  (data (i32.const 358) "\01")  ;; f
  (data (i32.const 366) "\01")  ;; n
  (data (i32.const 370) "\01")  ;; r
  (data (i32.const 372) "\01")  ;; t

  ;; Of the last call: how many lines it made or passed,
  (global $count (export "count") (mut i32) (i32.const 0))
  ;; how many bytes of the text are in them,
  (global $taken (export "taken") (mut i32) (i32.const 0))
  ;; and the number of the first that was passed.
  (global $first (export "first") (mut f64) (f64.const 0))

  ;; Sixteen bits: which of the bytes are no part of a plain text, being a quote, a backslash or below a space.
  (func $unusual (param $bytes v128) (result i32)
    (i8x16.bitmask
      (v128.or
        (i8x16.lt_u (local.get $bytes) (i8x16.splat (i32.const 0x20)))
        (v128.or
          (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
          (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c)))))))

  ;; Adds one to a number in digits. Returns how many digits more it has, at most 1; what stands behind it has moved then.
  (func $count_up (param $digits i32) (param $end i32) (param $end_of_head i32) (result i32)
    (local $at i32)
    (local $digit i32)
    (local.set $at (local.get $end))
    (loop $carry
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (local.set $digit (i32.load8_u (local.get $at)))
      (if (i32.ne (local.get $digit) (i32.const 0x39)) (then
        (i32.store8 (local.get $at) (i32.add (local.get $digit) (i32.const 1)))
        (return (i32.const 0))))
      (i32.store8 (local.get $at) (i32.const 0x30))
      (br_if $carry (i32.gt_u (local.get $at) (local.get $digits))))
    (memory.copy
      (i32.add (local.get $digits) (i32.const 1))
      (local.get $digits)
      (i32.sub (local.get $end_of_head) (local.get $digits)))
    (i32.store8 (local.get $digits) (i32.const 0x31))
    (i32.const 1))

  ;; Writes a byte that is unusual, at $to, as JSON has it. Returns where it ends.
  (func $escape (param $byte i32) (param $to i32) (result i32)
    (local $letter i32)
    (local $low i32)
    (i32.store8 (local.get $to) (i32.const 0x5c))
    (local.set $letter (local.get $byte))
    (if (i32.lt_u (local.get $byte) (i32.const 0x20)) (then
      (local.set $letter (i32.load8_u (local.get $byte)))))
    (if (local.get $letter) (then
      (i32.store8 offset=1 (local.get $to) (local.get $letter))
      (return (i32.add (local.get $to) (i32.const 2)))))
    ;; "u00" and two digits, of which the first is 0 or 1.
    (i32.store offset=1 (local.get $to) (i32.const 0x303075))
    (i32.store8 offset=4 (local.get $to)
      (i32.add (i32.const 0x30) (i32.shr_u (local.get $byte) (i32.const 4))))
    (local.set $low (i32.and (local.get $byte) (i32.const 15)))
    (i32.store8 offset=5 (local.get $to)
      (i32.add (local.get $low)
        (select (i32.const 0x30) (i32.const 0x57) (i32.lt_u (local.get $low) (i32.const 10)))))
    (i32.add (local.get $to) (i32.const 6)))

  ;; Makes events of the lines from $from to $end, the last of which has its newline too, until one reaches $limit.
  ;; $begin to $head has {"seq":N and HEAD of the first of them, N in $digits digits, and is written on.
  ;; They go to $to; returns where they end, and sets count and taken.
  (func (export "encode")
    (param $from i32) (param $end i32) (param $to i32) (param $limit i32)
    (param $begin i32) (param $head i32) (param $digits i32) (result i32)
    (local $at i32)
    (local $bytes v128)
    (local $found i32)
    (local $lines i32)
    (local $more i32)
    (local.set $at (local.get $from))
    (block $done
      (loop $line
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $done (i32.ge_u (local.get $to) (local.get $limit)))
        (local.set $found (i32.const 0))
        (loop $copy
          (v128.store
            (i32.add (local.get $to) (local.get $found))
            (v128.load (i32.add (local.get $begin) (local.get $found))))
          (local.set $found (i32.add (local.get $found) (i32.const 16)))
          (br_if $copy
            (i32.lt_u (i32.add (local.get $begin) (local.get $found)) (local.get $head))))
        (local.set $to
          (i32.add (local.get $to) (i32.sub (local.get $head) (local.get $begin))))
        (block $newline
          (loop $text
            (local.set $bytes (v128.load (local.get $at)))
            (v128.store (local.get $to) (local.get $bytes))
            (local.set $found (call $unusual (local.get $bytes)))
            (if (i32.eqz (local.get $found)) (then
              (local.set $at (i32.add (local.get $at) (i32.const 16)))
              (local.set $to (i32.add (local.get $to) (i32.const 16)))
              (br $text)))
            (local.set $found (i32.ctz (local.get $found)))
            (local.set $at (i32.add (local.get $at) (local.get $found)))
            (local.set $to (i32.add (local.get $to) (local.get $found)))
            (local.set $found (i32.load8_u (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br_if $newline (i32.eq (local.get $found) (i32.const 0x0a)))
            (local.set $to (call $escape (local.get $found) (local.get $to)))
            (br $text)))
        (i32.store (local.get $to) (i32.const 0x0a7d22))
        (local.set $to (i32.add (local.get $to) (i32.const 3)))
        (local.set $lines (i32.add (local.get $lines) (i32.const 1)))
        (local.set $more (call $count_up
          (i32.add (local.get $begin) (i32.const 7))
          (i32.add (local.get $begin) (i32.add (i32.const 7) (local.get $digits)))
          (local.get $head)))
        (local.set $digits (i32.add (local.get $digits) (local.get $more)))
        (local.set $head (i32.add (local.get $head) (local.get $more)))
        (br $line)))
    (global.set $taken (i32.sub (local.get $at) (local.get $from)))
    (global.set $count (local.get $lines))
    (local.get $to))

  ;; Where the digits end that begin there: at most 15 of them, without a zero before others; 0 where there are none.
  (func $end_of_number (param $at i32) (result i32)
    (local $end i32)
    (local.set $end (local.get $at))
    (loop $digit
      (if (i32.lt_u (i32.sub (i32.load8_u (local.get $end)) (i32.const 0x30)) (i32.const 10)) (then
        (local.set $end (i32.add (local.get $end) (i32.const 1)))
        (br_if $digit (i32.le_u (i32.sub (local.get $end) (local.get $at)) (i32.const 15))))))
    (if (result i32)
      (i32.or
        (i32.or
          (i32.eq (local.get $end) (local.get $at))
          (i32.gt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 15)))
        (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x30)))
      (then (i32.const 0))
      (else (local.get $end))))

  (func $number (param $at i32) (param $end i32) (result i64)
    (local $number i64)
    (loop $digit
      (local.set $number
        (i64.add
          (i64.mul (local.get $number) (i64.const 10))
          (i64.sub (i64.load8_u (local.get $at)) (i64.const 0x30))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $digit (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $number))

  ;; Whether the $length bytes at both places are the same; at least 16.
  (func $are_same (param $one i32) (param $other i32) (param $length i32) (result i32)
    (local $at i32)
    (local $last i32)
    (local.set $last (i32.sub (local.get $length) (i32.const 16)))
    (loop $compare
      (if (v128.any_true (v128.xor
          (v128.load (i32.add (local.get $one) (local.get $at)))
          (v128.load (i32.add (local.get $other) (local.get $at)))))
        (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $compare (i32.lt_u (local.get $at) (local.get $last))))
    (i32.eqz (v128.any_true (v128.xor
      (v128.load (i32.add (local.get $one) (local.get $last)))
      (v128.load (i32.add (local.get $other) (local.get $last)))))))

  ;; Behind the escape whose backslash stands there; 0 for one that is not written as writers of logs do.
  (func $end_of_escape (param $at i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u offset=1 (local.get $at)))
    (if (i32.load8_u offset=256 (local.get $byte)) (then
      (return (i32.add (local.get $at) (i32.const 2)))))
    ;; "u00" and a 0 or 1
    (if (i32.ne
        (i32.and (i32.load offset=1 (local.get $at)) (i32.const 0xfeffffff))
        (i32.const 0x30303075))
      (then (return (i32.const 0))))
    ;; and 0 to 9 or a to f.
    (local.set $byte (i32.load8_u offset=5 (local.get $at)))
    (if (i32.eqz (i32.or
        (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10))
        (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x61)) (i32.const 6))))
      (then (return (i32.const 0))))
    (i32.add (local.get $at) (i32.const 6)))

  ;; Behind the text that begins there and the quote that ends it; 0 where it is no text of JSON, or has an unusual escape.
  ;; A newline stands somewhere behind it.
  (func $end_of_text (param $at i32) (result i32)
    (local $found i32)
    (loop $text
      (local.set $found (call $unusual (v128.load (local.get $at))))
      (if (i32.eqz (local.get $found)) (then
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $text)))
      (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
      (local.set $found (i32.load8_u (local.get $at)))
      (if (i32.eq (local.get $found) (i32.const 0x22)) (then
        (return (i32.add (local.get $at) (i32.const 1)))))
      (if (i32.eq (local.get $found) (i32.const 0x5c)) (then
        (local.set $at (call $end_of_escape (local.get $at)))
        (br_if $text (local.get $at)))))
    (i32.const 0))

  ;; Passes over events of output, from $at to $end, behind a newline, beyond which nothing can be taken for an event: those
  ;; with the $length bytes of a HEAD at $head, which has no newline, and whose numbers follow each other. Returns where the first begins that is none, and sets count and first.
  (func (export "pass")
    (param $at i32) (param $end i32) (param $head i32) (param $length i32) (result i32)
    (local $place i32)
    (local $lines i32)
    (local $number i64)
    (local $next i64)
    (block $done
      (loop $line
        ;; {"seq":
        (br_if $done (i64.ne
          (i64.and (i64.load (local.get $at)) (i64.const 0x00ffffffffffffff))
          (i64.const 0x003a22716573227b)))
        (local.set $place (call $end_of_number (i32.add (local.get $at) (i32.const 7))))
        (br_if $done (i32.eqz (local.get $place)))
        (local.set $number
          (call $number (i32.add (local.get $at) (i32.const 7)) (local.get $place)))
        (br_if $done (i32.and
          (i32.ne (local.get $lines) (i32.const 0))
          (i64.ne (local.get $number) (local.get $next))))
        (br_if $done (i32.eqz
          (call $are_same (local.get $place) (local.get $head) (local.get $length))))
        (local.set $place
          (call $end_of_text (i32.add (local.get $place) (local.get $length))))
        (br_if $done (i32.eqz (local.get $place)))
        ;; }\n
        (br_if $done (i32.ne (i32.load16_u (local.get $place)) (i32.const 0x0a7d)))
        (if (i32.eqz (local.get $lines)) (then
          (global.set $first (f64.convert_i64_u (local.get $number)))))
        (local.set $lines (i32.add (local.get $lines) (i32.const 1)))
        (local.set $next (i64.add (local.get $number) (i64.const 1)))
        (local.set $at (i32.add (local.get $place) (i32.const 2)))
        (br_if $line (i32.lt_u (local.get $at) (local.get $end)))))
    (global.set $count (local.get $lines))
    (local.get $at)))
