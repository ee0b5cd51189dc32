/* NW threads, TRIES tries; REFERENCE: waiters hold one; IN_WORD: they hang on the old page's word;
 * LEFT: the word is cleared with them on it. Page 1 moves to page 2. word, of page 1: 0 NULL, 1 the
 * file, 2 a page_wait, which remembers the file in base. pte: 0 maps page 1, 1 migration entry, 2 maps
 * page 2. A page's queue is first in, first out; nobody waits for the lock. */
byte ref[3] = { 0, 2, 0 }; byte word = 1, base, waiters, pte; bit locked[3]; byte place[NW + 1], file2;
#define N (NW + 1)
#define FOUND (word == 2)
#ifdef IN_WORD
#define HANG if :: word != 2 -> base = word; word = 2 :: else fi; waiters++
#define DROP assert(word == 2); waiters--; if :: waiters == 0 -> word = base; base = 0 :: else fi
#else
#define HANG skip
#define DROP skip
#endif
#ifdef REFERENCE
#define WAKER_DROPS skip
#else
#define WAKER_DROPS DROP
#endif
#define QUEUE w = 1; n = 1; do :: w < N -> if :: place[w] != 0 -> n++ :: else fi; w++ :: else -> break od; \
  place[_pid] = n; w = 0; n = 0
#define LEAVE(x) w = 1; do :: w < N -> if :: w != x && place[w] > place[x] -> place[w]-- :: else fi; w++ \
  :: else -> break od; place[x] = 0; w = 0
#define WAKE w = 1; do :: w < N -> if :: place[w] != 0 -> place[w] = 0; WAKER_DROPS :: else fi; w++ \
  :: else -> break od; w = 0
#ifdef IN_WORD
#define WAKE_UP if :: FOUND && !locked[1] -> WAKE :: else fi
#else
#define WAKE_UP if :: !locked[1] -> WAKE :: else fi
#endif

active proctype migration()
{ byte tries, w; bit have;
  if :: d_step { ref[1] > 0 -> ref[1]++ } :: d_step { ref[2] == 0 -> skip } goto out fi;
  d_step { ref[2] = 1; locked[2] = 1 };
try: if :: d_step { !locked[1] -> locked[1] = 1 } fi;
  have = 1;
  d_step { pte = 1; ref[1]-- };
  if :: d_step { ref[1] != 2 -> tries++ } goto again
     :: d_step { ref[1] == 2 -> tries++; file2 = 1; ref[2] = 2; ref[1] = 1 } fi;
  d_step {
#ifdef LEFT
    word = 0
#else
#ifdef IN_WORD
    WAKE;
#endif
    if :: word == 2 -> base = 0 :: else -> word = 0 fi
#endif
  };
  d_step { pte = 2; ref[2]++ };
  locked[1] = 0;
  d_step { WAKE_UP };
  d_step { ref[1]--; assert(ref[1] > 0 || word == 0) };
  locked[2] = 0;
  true;
  d_step { ref[2]--; have = 0; tries = 0 }; goto out;
again: if :: d_step { pte = 0; ref[1]++ } fi;
  locked[1] = 0;
  d_step { WAKE_UP };
  if :: tries < TRIES -> goto try :: d_step { tries >= TRIES -> assert(false) } fi;
out: end: false }

active [NW] proctype thread()
{ byte w, n; bit shared;
#ifdef REFERENCE
  if :: d_step { pte == 1 && ref[1] > 0 -> ref[1]++ } :: pte != 1 || ref[1] == 0 -> goto out fi;
  if :: locked[1] :: !locked[1] -> goto put fi;
  d_step { QUEUE; shared = 1; HANG };
  d_step { if :: !locked[1] -> LEAVE(_pid) :: else fi };
  d_step { place[_pid] == 0 -> shared = 0 };
  d_step { DROP };
put: if :: d_step { ref[1]--; assert(ref[1] > 0 || word == 0) } fi;
#else
  if :: d_step { pte == 1 && locked[1] -> QUEUE; shared = 1; HANG } :: pte != 1 || !locked[1] -> goto out fi;
  d_step { place[_pid] == 0 -> shared = 0 };
#endif
out: end: false }
