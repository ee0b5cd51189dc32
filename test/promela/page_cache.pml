/* Page lookup, page lock with sleepers, truncation: written by hand, apart from sim-core, to be compared
 * with it. Sizes and faults by -D: NR readers, NT truncaters, NW waiters, NP pages, NF files;
 * PAGE_WAIT or PAGE_MAPPING in place of the plain field; TWO_STEPS: the last waiter restores the word in
 * two steps; TEST 0 none, 1 helper, 2 raw word is not NULL, 3 the helper's opposite; CACHED: page 1
 * starts in file 1. Queues are first in, first out; a wake-up ends at the first who wants the lock, and at
 * once when the page is locked again. One statement or d_step is one atomic step. */
#ifndef TEST
#define TEST 1
#endif
#define WAIT 9
#define N (NR+NT+NW)
byte ref[NP+1]; bit locked[NP+1];
byte word[NP+1]; byte base[NP+1]; byte nw[NP+1]; byte saved[NP+1];
byte slot[NF+1]; byte waitOn[N]; byte place[N];
#ifdef CACHED
/* one state more than sim-core: the first step puts page 1 into file 1 */
bit ready;
#define READY provided (ready)
#else
#define READY
#endif


#ifdef PAGE_WAIT
#define FILE(p) (word[p] == WAIT -> base[p] : word[p])
#define DETACH(p) if :: word[p] == WAIT -> base[p] = 0 :: else -> word[p] = 0 fi
#define ATTACH(p,f) if :: word[p] == WAIT -> base[p] = f :: else -> word[p] = f fi
#define ENTER(p) if :: word[p] != WAIT -> base[p] = word[p]; word[p] = WAIT :: else fi; nw[p]++
#define LEAVE(p) assert(word[p] == WAIT); nw[p]--; if :: nw[p] == 0 -> word[p] = base[p]; base[p] = 0 :: else fi
#define FREE(p) assert(word[p] == 0)
#else
#ifdef PAGE_MAPPING
#define FILE(p) (word[p] -> base[p] : 0)
#define DETACH(p) base[p] = 0
#define ATTACH(p,f) base[p] = f; word[p] = 1
#define FREE(p) word[p] = 0; base[p] = 0
#else
#define FILE(p) word[p]
#define DETACH(p) word[p] = 0
#define ATTACH(p,f) word[p] = f
#define FREE(p) assert(word[p] == 0)
#endif
#define ENTER(p) skip
#define LEAVE(p) skip
#endif
#define PUT(p) assert(ref[p] > 0); ref[p]--; if :: ref[p] == 0 -> assert(!locked[p]); FREE(p) :: else fi
/* readers and truncaters want the lock when they wait */
#define EXCLUSIVE(x) (x < NR+NT)
#define QUEUE(p) w = 0; n = 1; do :: w < N -> if :: waitOn[w] == p -> n++ :: else fi; w++ :: else -> break od; \
       waitOn[_pid] = p; place[_pid] = n; w = 0; n = 0
#define LEAVEQ(x) w = 0; \
       do :: w < N -> if :: w != x && waitOn[w] == waitOn[x] && place[w] > place[x] -> place[w]-- :: else fi; w++ \
          :: else -> break od; waitOn[x] = 0; place[x] = 0; w = 0
#define WAKE(p) \
       do :: locked[p] -> break \
          :: !locked[p] -> n = N; w = 0; \
             do :: w < N -> if :: waitOn[w] == p && place[w] == 1 -> n = w :: else fi; w++ :: else -> break od; \
             if :: n == N -> break :: else -> LEAVEQ(n) fi; \
             if :: EXCLUSIVE(n) -> break :: else fi \
       od; w = 0; n = 0

#define PICK if :: file = 1 :: d_step { NF > 1 -> file = 2 } fi
#define FIND(NOTHING) \
again: if :: d_step { slot[file] != 0 -> page = slot[file] } \
          :: d_step { slot[file] == 0 -> NOTHING } goto absent fi; \
       if :: d_step { ref[page] > 0 -> ref[page]++ } :: ref[page] == 0 -> goto again fi; \
       if :: slot[file] == page :: slot[file] != page -> goto putretry fi
#define SLEEP \
       d_step { QUEUE(page); ENTER(page) }; \
       d_step { if :: !locked[page] -> LEAVEQ(_pid) :: else fi }; \
       waitOn[_pid] == 0; \
       FINISH
#ifdef TWO_STEPS
#define FINISH \
       if :: d_step { nw[page] == 1 -> nw[page]--; saved[page] = base[page] } \
          :: d_step { nw[page] != 1 -> nw[page]-- } goto left fi; \
       d_step { if :: nw[page] == 0 -> word[page] = saved[page]; base[page] = 0 :: else fi; saved[page] = 0 }
#else
#define FINISH d_step { LEAVE(page) }
#endif
#define LOCK \
lock:  if :: d_step { !locked[page] -> assert(ref[page] > 0); locked[page] = 1 } goto locked_ \
          :: d_step { locked[page] -> assert(ref[page] > 0) } fi; \
       SLEEP; \
left:  skip; goto lock; \
locked_:
#define UNLOCK locked[page] = 0; d_step { WAKE(page) }
#define RETRY \
unlockretry: UNLOCK; \
putretry: if :: d_step { PUT(page) } fi; goto again
#define CLEAR page = 0; file = 0; waitOn[_pid] = 0
#if TEST == 0
#define GOOD true
#elif TEST == 1
#define GOOD (FILE(page) == file)
#elif TEST == 2
#define GOOD (word[page] != 0)
#else
#define GOOD (FILE(page) != file)
#endif

active [NR] proctype reader() READY
{ byte file, page; byte w, n;
       PICK; FIND(page = 0); LOCK
       if :: GOOD :: !GOOD -> goto unlockretry fi;
use:   if :: d_step { assert(ref[page] > 0); assert(FILE(page) == file) } fi;
       UNLOCK
       d_step { PUT(page); CLEAR }; goto fin;
       RETRY;
absent: if :: d_step { ref[1] == 0 -> ref[1] = 1; locked[1] = 1; page = 1 }
          :: d_step { NP > 1 && ref[2 % (NP+1)] == 0 -> ref[2 % (NP+1)] = 1; locked[2 % (NP+1)] = 1; page = 2 }
          :: d_step { ref[1] != 0 && (NP == 1 || ref[2 % (NP+1)] != 0) -> CLEAR } goto fin fi;
       if :: d_step { slot[file] != 0 -> locked[page] = 0; PUT(page) } goto again
          :: d_step { slot[file] == 0 -> slot[file] = page; ref[page]++; ATTACH(page, file) } fi;
       skip; goto use;
fin: end: false }

active [NT] proctype truncate() READY
{ byte file, page; byte w, n;
       PICK; FIND(CLEAR); LOCK
       if :: FILE(page) == file :: FILE(page) != file -> goto unlockretry fi;
       d_step { slot[file] = 0; DETACH(page) };
       UNLOCK
       d_step { PUT(page) };
       d_step { PUT(page); CLEAR }; goto fin;
       RETRY;
absent:
fin: end: false }

#if NW > 0
active [NW] proctype waiter() READY
{ byte file, page; byte w, n;
       PICK; FIND(CLEAR);
       if :: locked[page] :: !locked[page] -> goto put fi;
       SLEEP;
left:
put:   if :: d_step { PUT(page); CLEAR } fi; goto fin;
putretry: if :: d_step { PUT(page) } fi; goto again;
absent:
fin: end: false }
#endif

#ifdef CACHED
active proctype setup()
{      d_step { ref[1] = 1; slot[1] = 1; ATTACH(1, 1); ready = 1 };
end: false }
#endif
