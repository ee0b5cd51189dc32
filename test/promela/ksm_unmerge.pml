/* RECHECK: compare again after the reference. word: 0 NULL, 1 stable node, 2 a file. */
byte word = 1; byte ref = 1; bit mapped = 1;
#define PUT ref--; if :: ref == 0 -> word = 0 :: else fi
active proctype ksmd()
{ if :: word == 1 :: word != 1 -> goto out fi;
  if :: d_step { ref > 0 -> ref++ } :: ref == 0 -> goto out fi;
#ifdef RECHECK
  if :: word == 1 :: word != 1 -> goto put fi;
#endif
  assert(word == 1);
put: if :: d_step { PUT } fi;
out: end: false }
active proctype writer()
{ mapped = 0;
  d_step { PUT };
end: false }
active proctype reader()
{ true;
  if :: d_step { ref == 0 -> ref = 1 } :: ref != 0 -> goto out fi;
  d_step { word = 2; ref++ };
out: end: false }
