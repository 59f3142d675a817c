;; Looks for many short texts at once, sixteen places of the bytes at a time: a place is of interest when each of its first
;; three bytes is one of those that a group of the texts begins with. There are eight groups, one bit each, and each half
;; of a byte has a table that tells the groups which it fits. The method is known as Teddy, after the Hyperscan library.
;; `deno task kernel` makes anchor_kernel_code.ts of it.
;;
;; Bytes are read up to 32 beyond the end of what is given.
(module
  ;; At 0: six tables of 16 bytes, for the lower and the upper half of the first, the second and the third byte.
  ;; At 128: a bit for each hash of the first three bytes of a text.
  (memory (export "memory") 1)

  ;; The groups that may begin so, for each of sixteen bytes; $tables is where both tables of their place are.
  (func $groups (param $bytes v128) (param $tables i32) (result v128)
    (v128.and
      (i8x16.swizzle
        (v128.load (local.get $tables))
        (v128.and (local.get $bytes) (i8x16.splat (i32.const 15))))
      (i8x16.swizzle
        (v128.load offset=16 (local.get $tables))
        (i8x16.shr_u (local.get $bytes) (i32.const 4)))))

  ;; Whether a text may begin there, by the hash that LiteralMatcher has of three bytes.
  (func $is_head (param $at i32) (result i32)
    (local $hash i32)
    (local.set $hash
      (i32.and
        (i32.xor
          (i32.shl (i32.load8_u (local.get $at)) (i32.const 10))
          (i32.xor
            (i32.shl (i32.load8_u offset=1 (local.get $at)) (i32.const 5))
            (i32.load8_u offset=2 (local.get $at))))
        (i32.const 0xffff)))
    (i32.and
      (i32.shr_u
        (i32.load8_u offset=128 (i32.shr_u (local.get $hash) (i32.const 3)))
        (i32.and (local.get $hash) (i32.const 7)))
      (i32.const 1)))

  ;; The first place from $at on, before $end, at which one of the texts may begin; $end or a
  ;; place behind it for none.
  (func (export "next") (param $at i32) (param $end i32) (result i32)
    (local $places i32)
    (local $place i32)
    (block $none
      (loop $sixteen
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $places
          (i8x16.bitmask
            (i8x16.ne
              (v128.const i64x2 0 0)
              (v128.and
                (call $groups (v128.load (local.get $at)) (i32.const 0))
                (v128.and
                  (call $groups (v128.load offset=1 (local.get $at)) (i32.const 32))
                  (call $groups (v128.load offset=2 (local.get $at)) (i32.const 64)))))))
        (block $looked
          (loop $look
            (br_if $looked (i32.eqz (local.get $places)))
            (local.set $place (i32.add (local.get $at) (i32.ctz (local.get $places))))
            (if (call $is_head (local.get $place)) (then (return (local.get $place))))
            (local.set $places
              (i32.and (local.get $places) (i32.sub (local.get $places) (i32.const 1))))
            (br $look)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $sixteen)))
    (local.get $end)))
