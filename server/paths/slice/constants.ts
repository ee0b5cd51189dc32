// Constants of the kernel as data: which masks stand for which bits, and which names are never zero.

/** A mask's name → the bits that the kernel gives it. */
export const MASKS: Readonly<Record<string, readonly string[]>> = {
  VM_FAULT_ERROR: [
    'VM_FAULT_OOM',
    'VM_FAULT_SIGBUS',
    'VM_FAULT_SIGSEGV',
    'VM_FAULT_HWPOISON',
    'VM_FAULT_HWPOISON_LARGE',
    'VM_FAULT_FALLBACK',
  ],
  GFP_KERNEL: ['__GFP_RECLAIM', '__GFP_IO', '__GFP_FS'],
  GFP_NOFS: ['__GFP_RECLAIM', '__GFP_IO'],
  // from 6.5 on the combination for writing has a name
  FGP_WRITEBEGIN: ['FGP_LOCK', 'FGP_WRITE', 'FGP_CREAT', 'FGP_STABLE'],
};

/** Values of constants (as `C:NAME`) that are not zero: AOP_* results and error numbers. */
export const NONZERO = /^C:(?:AOP_|E[A-Z0-9]+$)/;
