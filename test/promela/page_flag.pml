/* ND devices; COUNTED: the flag is cleared by the last holder. */
bit flag, data; byte holders;
bit seen[ND]; bit works[ND];
byte i;
#define CALM i = 0; do :: i < ND -> assert(!works[i] || seen[i] == data); i++ :: else -> break od; i = 0
active [ND] proctype device()
{ d_step { flag = 1;
#ifdef COUNTED
    holders++
#endif
  };
  d_step { seen[_pid] = data; works[_pid] = 1 };
  if :: seen[_pid] == data :: d_step { seen[_pid] != data -> skip } goto changed fi;
  d_step {
#ifdef COUNTED
    holders--;
    if :: holders == 0 -> flag = 0 :: else fi;
#else
    flag = 0;
#endif
    works[_pid] = 0; seen[_pid] = 0 }; goto out;
changed: if :: d_step { true -> works[_pid] = 0; seen[_pid] = 0 } fi;
out: end: false }
active proctype program()
{ d_step { !flag -> data = 1; CALM };
end: false }
