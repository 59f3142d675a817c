/**
 * An executable for Linux of 500 bytes that starts a command and then leads its session, for the architectures that there is one
 * for: no program that is everywhere can do it, and another copy of this one would take a hundred times as long and 40 MB. It is
 * called as `argv[0]` a byte, the number of a socket, `argv[1]` the command's file, and the command's own words.
 */
export function leaderProgram(architecture: string): Uint8Array<ArrayBuffer> | undefined {
  if (architecture !== "x64") return undefined;
  const code = Buffer.from(X64.replace(/\|.*|\s/g, ""), "hex");
  const program = new Uint8Array(CODE_OFFSET + code.length), view = new DataView(program.buffer);
  // An ELF header of 64 bytes and one program header of 56, see elf(5): all of it is loaded, to be read and executed.
  program.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, ET_EXEC, true);
  view.setUint16(18, EM_X86_64, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, ADDRESS + BigInt(CODE_OFFSET), true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, PT_LOAD, true);
  view.setUint32(68, READ_AND_EXECUTE, true);
  view.setBigUint64(80, ADDRESS, true);
  view.setBigUint64(88, ADDRESS, true);
  view.setBigUint64(96, BigInt(program.length), true);
  view.setBigUint64(104, BigInt(program.length), true);
  view.setBigUint64(112, 0x1000n, true);
  program.set(code, CODE_OFFSET);
  return program;
}

const CODE_OFFSET = 120, ADDRESS = 0x400000n;
const ET_EXEC = 2, EM_X86_64 = 62, PT_LOAD = 1, READ_AND_EXECUTE = 5;

/** The code, a line for each step, with what it does and what an assembler makes it of behind bars. */
const X64 = `
| argv: r13, environment: r14, the socket: r15. fcntl(socket, F_SETFD, FD_CLOEXEC): it is not for the command
4c8b24244c8d6c24084f8d74e508498b4500440fb6384489ffbe02000000ba01000000b8480000000f05
|   mov r12,[rsp]; lea r13,[rsp+0x8]; lea r14,[r13+r12*8+0x8]; mov rax,[r13+0x0]; movzx
|   r15d,[rax]; mov edi,r15d; mov esi,0x2; mov edx,0x1; mov eax,0x48; syscall
| prctl(PR_SET_NAME, "zig-pty")
48b87a69672d7074790050bf0f0000004889e6b89d0000000f05
|   movabs rax,0x7974702d67697a; push rax; mov edi,0xf; mov rsi,rsp; mov eax,0x9d; syscall
| clone(CLONE_VFORK | CLONE_PARENT | SIGCHLD): the command is a child of whoever started us
bf11c0000031f631d24531d24531c0b8380000000f05
|   mov edi,0xc011; xor esi,esi; xor edx,edx; xor r10d,r10d; xor r8d,r8d; mov eax,0x38; syscall
| in the child: on to setpgid
85c00f84c5000000
|   test eax,eax; je 127
| write(socket, the child, 4)
504489ff4889e6ba04000000b8010000000f05
|   push rax; mov edi,r15d; mov rsi,rsp; mov edx,0x4; mov eax,0x1; syscall
| rt_sigprocmask(SIG_SETMASK, all, NULL, 8)
6affbf020000004889e631d241ba08000000b80e0000000f05
|   push 0xffffffffffffffff; mov edi,0x2; mov rsi,rsp; xor edx,edx; mov r10d,0x8; mov eax,0xe;
|   syscall
| close(2), close(1), close(0): also where there is no close_range
bb0200000089dfb8030000000f05
|   mov ebx,0x2; mov edi,ebx; mov eax,0x3; syscall
| again until below 0
ffcb79f3
|   dec ebx; jns 93
| close_range(3, socket - 1, 0)
bf03000000418d77ff31d2b8b40100000f05
|   mov edi,0x3; lea esi,[r15-0x1]; xor edx,edx; mov eax,0x1b4; syscall
| close_range(socket + 1, all, 0)
418d7f01beffffffff31d2b8b40100000f05
|   lea edi,[r15+0x1]; mov esi,0xffffffff; xor edx,edx; mov eax,0x1b4; syscall
| whether the words lie before the environment, as ever
498b7d00498b0e4829f97604
|   mov rdi,[r13+0x0]; mov rcx,[r14]; sub rcx,rdi; jbe d4
| zero the words: whoever looks for the command by them is not to find us
31c0f3aa
|   xor eax,eax; rep stos [rdi],al
| read(socket, 1): waits for a word, or for the end of whoever started us
4489ff4889e6ba0100000031c00f05
|   mov edi,r15d; mov rsi,rsp; mov edx,0x1; xor eax,eax; syscall
| the end: exit, and the kernel sends SIGHUP to the foreground
85c07e37
|   test eax,eax; jle 11e
| a word: open("/dev/tty", O_RDWR | O_NOCTTY)
6a0048b82f6465762f747479504889e7be02010000b8020000000f05
|   push 0x0; movabs rax,0x7974742f7665642f; push rax; mov rdi,rsp; mov esi,0x102; mov eax,0x2;
|   syscall
| getpid()
89c3b8270000000f05
|   mov ebx,eax; mov eax,0x27; syscall
| ioctl(tty, TIOCSPGRP, itself): so that nobody else gets SIGHUP
5089dfbe105400004889e2b8100000000f05
|   push rax; mov edi,ebx; mov esi,0x5410; mov rdx,rsp; mov eax,0x10; syscall
| exit_group(0)
31ffb8e70000000f05
|   xor edi,edi; mov eax,0xe7; syscall
| in the child: setpgid(0, 0)
b86d00000031ff31f60f05
|   mov eax,0x6d; xor edi,edi; xor esi,esi; syscall
| rt_sigprocmask(SIG_BLOCK, SIGTTOU, before, 8): who is not in the foreground is stopped otherwise
680000200031ff4889e6488d5424f041ba08000000b80e0000000f05
|   push 0x200000; xor edi,edi; mov rsi,rsp; lea rdx,[rsp-0x10]; mov r10d,0x8; mov eax,0xe;
|   syscall
| getpid()
b8270000000f05
|   mov eax,0x27; syscall
| ioctl(0, TIOCSPGRP, itself)
5031ffbe105400004889e2b8100000000f05
|   push rax; xor edi,edi; mov esi,0x5410; mov rdx,rsp; mov eax,0x10; syscall
| rt_sigprocmask(SIG_SETMASK, before, NULL, 8)
58bf02000000488d7424f031d241ba08000000b80e0000000f05
|   pop rax; mov edi,0x2; lea rsi,[rsp-0x10]; xor edx,edx; mov r10d,0x8; mov eax,0xe; syscall
| execve(argv[1], argv + 2, environment)
498b7d08498d75104c89f2b83b0000000f05
|   mov rdi,[r13+0x8]; lea rsi,[r13+0x10]; mov rdx,r14; mov eax,0x3b; syscall
| it has failed: write(socket, the negative error number, 4)
504489ff4889e6ba04000000b8010000000f05
|   push rax; mov edi,r15d; mov rsi,rsp; mov edx,0x4; mov eax,0x1; syscall
| exit_group(127)
bf7f000000b8e70000000f05
|   mov edi,0x7f; mov eax,0xe7; syscall
`;
