using System.Globalization;

namespace QmpFuzz.Bench.Mutants;

/// <summary>A mutation and where it stands: the method as the assembly calls it, the instruction, the room, and the line of source.</summary>
internal sealed record MutationPoint(string Method, int Offset, string Change, string Room, string File, int Line)
{
    /// <summary>The same in every build of the same method.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Method} {Offset:x4} {Change}");

    /// <summary>The file from the folder of the core on, and the line.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{File[(File.LastIndexOf("/qmp/", StringComparison.Ordinal) + 1)..]}:{Line}");
}
