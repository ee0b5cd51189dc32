// What makes a function an entry point, as data: the tables it stands in, what it is handed to, its own name.
import type { EntryKind } from './model.ts';

/** Tables of functions that the kernel's edge calls, by record; a slot of its own where it differs. */
const TABLES: Readonly<Record<string, EntryKind | Readonly<Record<string, EntryKind>>>> = {
  vm_operations_struct: 'fault',
  address_space_operations: 'a_ops callback',
  file_operations: { '*': 'file operation', unlocked_ioctl: 'ioctl', compat_ioctl: 'ioctl' },
  block_device_operations: { '*': 'callback', ioctl: 'ioctl', compat_ioctl: 'ioctl' },
  v4l2_ioctl_ops: 'ioctl',
  proc_ops: 'file operation',
  kernfs_ops: 'file operation',
  seq_operations: 'file operation',
  inode_operations: 'file operation',
  super_operations: 'callback',
  dentry_operations: 'callback',
  shrinker: 'reclaim',
  mmu_notifier_ops: 'callback',
  movable_operations: 'callback',
  fb_ops: 'file operation',
  drm_driver: 'callback',
  pipe_buf_operations: 'file operation',
  attribute_group: 'file operation',
  kobj_attribute: 'file operation',
  device_attribute: 'file operation',
  ctl_table: 'file operation',
  cftype: 'file operation',
};

/** What a function is handed to, or stored in. */
const HANDED: readonly (readonly [RegExp, EntryKind])[] = [
  [/^kthread_(?:run|create\w*)$|^kernel_thread$/, 'kernel thread'],
  [
    /^_*INIT_(?:DELAYED_|RCU_|DEFERRABLE_)*WORK|^DECLARE_(?:DELAYED_)?WORK|^queue_\w*work|^kthread_init_work$/,
    'workqueue',
  ],
  [/^(?:bi_end_io|b_end_io|end_io|submit_bh|end_buffer\w*|iodone|ki_complete)$/, 'I/O completion'],
  [/^(?:timer_setup|setup_timer|DEFINE_TIMER|hrtimer_init)$/, 'timer'],
  [/_initcall\w*$|^module_init$|^module_exit$|^early_param$|^__setup$/, 'init'],
  [/^(?:call_rcu|on_each_cpu|smp_call_function\w*|cpuhp_setup_state\w*|register_\w*notifier)$/, 'callback'],
];

/** Functions at the kernel's edge by name: who calls them is no question of the page. */
const NAMED: readonly (readonly [RegExp, EntryKind, string])[] = [
  [/^(?:handle_mm_fault|__handle_mm_fault)$/, 'fault', 'every page fault comes through it'],
  [
    /^(?:try_to_free_pages|balance_pgdat|kswapd|shrink_node|__alloc_pages_direct_reclaim)$/,
    'reclaim',
    'memory runs short',
  ],
  [/^(?:do_exit|exit_mmap|mmput)$/, 'system call', 'a process ends'],
];

export interface Edge {
  readonly kind: EntryKind;
  readonly why: string;
}

export function entryOfSlot(record: string, member: string): Edge | null {
  const table = Object.hasOwn(TABLES, record) ? TABLES[record] : undefined;
  const kind = typeof table === 'object' ? (table[member] ?? table['*']) : table;
  return kind ? { kind, why: `stands in ${record}.${member}` } : null;
}

/** `handed to kthread_run`, as the call graph says it. */
export function entryOfNote(note: string): Edge | null {
  const into = /^handed to (\w+)$|^installed as \.(\w+)$/.exec(note);
  const name = into?.[1] ?? into?.[2];
  const found = name === undefined ? undefined : HANDED.find(([pattern]) => pattern.test(name));
  return found ? { kind: found[1], why: note } : null;
}

/** By its name, or by the head of its definition: `SYSCALL_DEFINE3(read, …)`. */
export function entryOfFunction(name: string, head: string): Edge | null {
  const call = /^\s*(?:COMPAT_)?SYSCALL_DEFINE\w*\s*\(/.exec(head);
  if (call) return { kind: 'system call', why: 'defined by SYSCALL_DEFINE' };
  const found = NAMED.find(([pattern]) => pattern.test(name));
  return found ? { kind: found[1], why: found[2] } : null;
}
