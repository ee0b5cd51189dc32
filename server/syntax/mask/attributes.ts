import type { Brackets } from './brackets.ts';
import { blank, Patches } from './scan.ts';

/** Annotations that stand alone. Blanked wherever they occur: none of them is ever a value. */
const BARE = [
  '__user __kernel __iomem __force __percpu __rcu __private __nocast __bitwise __safe __must_check __init __exit',
  '__initdata __initconst __exitdata __devinit __devexit __ref __refdata __refconst __net_init __net_exit',
  '__net_initdata __meminit __meminitdata __memexit __cpuinit __always_inline __inline __inline__ __always_unused',
  '__maybe_unused __used __unused __cold __hot __pure __attribute_const__ __deprecated __weak __packed __noreturn',
  '__malloc __noclone __no_kcsan __no_kasan_or_inline __no_sanitize_address __no_sanitize_memory __no_kmsan_checks',
  '__no_profile __no_stack_protector __nocfi __noinitretpoline __sched __lockfunc __kprobes __visible __read_mostly',
  '__ro_after_init __cacheline_aligned __cacheline_aligned_in_smp ____cacheline_aligned ____cacheline_aligned_in_smp',
  '____cacheline_internodealigned_in_smp ____ptr_aligned __page_aligned_data __page_aligned_bss __randomize_layout',
  '__no_randomize_layout __designated_init __latent_entropy __mode __ksym __weak_ref __bpf_kfunc __init_or_module',
  '__initdata_or_module __initconst_or_module __fallthrough __flatten __irq_entry __softirq_entry __exception_irq_entry',
  '__tracing_ok __no_fgcse __noreturn__ __nonstring __signed__ __extension__ __xip_text __init_memblock __initdata_memblock',
  '__paginginit __ip_vs_pe_dummy __efi_runtime __efiapi __iomem_le __uncached __kcsan_or_inline __refcount_ok __no_sanitize_or_inline',
  'noinline noinline_for_stack notrace asmlinkage noinstr fastcall noinline_for_tracing nokprobe_inline inline_stub',
  'FORCE_INLINE INIT_ATTR __cpuidle __noendbr __ibt_noendbr __socklen_t_unused __GENKSYMS_IGNORE',
]
  .join(' ')
  .split(' ');

/** Annotations with arguments, blanked with them. */
const WITH_ARGUMENTS = [
  '__attribute__ __attribute __printf __scanf __acquires __releases __must_hold __cond_acquires __acquire_shared __aligned __section',
  '__alias __counted_by __counted_by_le __counted_by_be __counted_by_ptr __free __assume_aligned __alloc_size __realloc_size __ro_section',
  '__diagnose_as __copy __compiletime_error __compiletime_warning __no_sanitize __bpf_percpu __nonnull __cleanup __access __guarded_by',
  '__must_hold_shared __releases_shared __designated_initializer __kcfi_salt __weak_alias __kasan_section __DEFINED_BY',
]
  .join(' ')
  .split(' ');

const bare = new Set(BARE);
const withArguments = new Set(WITH_ARGUMENTS);

const WORD =
  /\b(?:__+[a-zA-Z_0-9]+|no[a-z_]+|asmlinkage|fastcall|STATIC|FORCE_INLINE|INIT_ATTR|inline_stub)\b/g;

export function maskAttributes(text: string, brackets: Brackets): string {
  const patches = new Patches();
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const word = match[0];
    const known = bare.has(word) || word === 'STATIC' || withArguments.has(word);
    if (!known || isOtherwise(text, match.index)) continue;
    if (bare.has(word)) patches.put(match.index, blank(word));
    else if (word === 'STATIC') patches.put(match.index, 'static');
    else {
      let open = match.index + word.length;
      while (text[open] === ' ') open++;
      if (text[open] !== '(') continue;
      const end = brackets.closing(open);
      if (end > 0) patches.blank(text, match.index, end);
    }
  }
  return patches.apply(text);
}

/**
 * `#define __printf(a, b) …` defines the annotation: blanking its head would break the directive.
 * Behind an arrow or a dot the word is a member.
 */
function isOtherwise(text: string, at: number): boolean {
  const before = text[at - 1];
  if (before === '.' || before === '>') return true;
  return (
    (before === ' ' || before === '\t') &&
    /#[ \t]*(?:define|undef|ifdef|ifndef)[ \t]+$/.test(text.slice(Math.max(0, at - 40), at))
  );
}
