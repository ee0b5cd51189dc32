/* NW threads, TRIES tries; REFERENCE: waiters hold one; IN_WORD: they hang on the old page's word;
 * LEFT: they are not woken when the word moves. word: 0 anon, 1 page_wait, 2 NULL. pte: 0 present,
 * 1 migration entry, 2 new page. */
byte ref = 1, word, pte; bit locked; bit waits[NW + 1]; byte i;
#define WAKE i = 0; do :: i <= NW -> waits[i] = 0; i++ :: else -> break od; i = 0
active proctype migration()
{ byte tries;
try: locked = 1;
  pte = 1;
  if :: d_step { ref > 1 -> tries++ } goto again :: d_step { ref <= 1 -> tries++ } fi;
  d_step {
#ifdef IN_WORD
#ifndef LEFT
    if :: word == 1 -> WAKE :: else fi;
#endif
#endif
    word = 2 };
  pte = 2;
  d_step { locked = 0;
#ifndef IN_WORD
    WAKE;
#endif
    tries = 0 }; goto out;
again: pte = 0;
  d_step { locked = 0; WAKE; if :: word == 1 -> word = 0 :: else fi; assert(tries < TRIES) };
  goto try;
out: end: false }
active [NW] proctype thread()
{ if :: d_step { pte == 1 ->
#ifdef REFERENCE
       ref++
#else
       skip
#endif
     }
     :: pte != 1 -> goto out fi;
  if :: !locked || word == 2 -> goto leave
     :: d_step { locked && word != 2 -> waits[_pid] = 1;
#ifdef IN_WORD
       word = 1
#endif
     } fi;
  !waits[_pid];
leave: if :: d_step { true ->
#ifdef REFERENCE
       ref--;
#endif
       waits[_pid] = 0 } fi;
out: end: false }
