/* UNLOCKED: no page lock; PASSED: what the caller passes (2 is right); QUIET: nothing is reported.
 * word: 0 NULL, 1 the node, 2 the disk. */
byte word = 2; bit locked, warned;
active proctype reader()
{ byte passed, seen;
  passed = PASSED;
#ifndef UNLOCKED
  d_step { !locked -> locked = 1 };
  if :: word != 0 :: word == 0 -> goto unlock fi;
#endif
  d_step { seen = word;
#ifndef QUIET
    if :: seen != passed -> warned = 1 :: else fi
#endif
  };
  assert(warned == (passed != 2));
unlock: if :: d_step { true ->
#ifndef UNLOCKED
    locked = 0;
#endif
    passed = 0; seen = 0 } fi;
end: false }
active proctype truncate()
{ d_step { !locked -> locked = 1 };
  word = 0;
  locked = 0;
end: false }
