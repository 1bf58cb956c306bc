using System.Text.RegularExpressions;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>
/// Finds in the last words of a process what tells one bug from another: the assertion that failed, or what a sanitizer says. Where glibc says
/// that the heap is broken that is one kind, whatever it stumbled over: the same input breaks it here in one run and there in the next.
/// </summary>
internal static partial class DeathNotice
{
    // what malloc/malloc.c of glibc says before it aborts
    private const string Heap = @"^(?:\*\*\* Error in .*?: )?(?:(?:free|malloc|calloc|realloc|memalign|munmap_chunk|mremap_chunk|malloc_consolidate)\(\): |corrupted (?:size vs\. prev_size|double-linked list)"
        + @"|double free or corruption|Fatal glibc error: malloc|.*: malloc\.c:[0-9]+: )";

    private const string BrokenHeap = "broken heap, found by glibc";

    public static string PlaceOf(TargetExit exit)
    {
        string? line = exit.Errors.Split('\n').FirstOrDefault(line => Telling().IsMatch(line));
        return line is null ? $"{exit}"
            : OfTheHeap().IsMatch(line) ? BrokenHeap
            : Changing().Replace(line.Trim(), "#");
    }

    [GeneratedRegex("assert|SUMMARY: |panic|abort|Unhandled exception|double free|invalid pointer|stack smashing|ERROR:|" + Heap, RegexOptions.IgnoreCase)]
    private static partial Regex Telling();

    [GeneratedRegex(Heap)]
    private static partial Regex OfTheHeap();

    // addresses, process ids, times: what another run of the same bug would have otherwise
    [GeneratedRegex("0x[0-9a-fA-F]+|==[0-9]+==|\\b[0-9]{4,}\\b")]
    private static partial Regex Changing();
}
