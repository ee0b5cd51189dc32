/**
 * Whether a line of a trace header names an event: `DEFINE_RANGE_EVENT(iomap_release_folio);` makes
 * trace_iomap_release_folio(), and means no function of the event's own name.
 */
export function namesEvent(file: string, line: string): boolean {
  return (
    /^(?:DEFINE|DECLARE|TRACE)\w*EVENT\w*\(|^TRACE_EVENT/.test(line) &&
    /^include\/trace\/|trace\w*\.h$/.test(file)
  );
}
