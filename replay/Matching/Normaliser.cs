using System.Collections.Immutable;

namespace QmpFuzz.Replay.Matching;

/// <summary>A value that differs from run to run: below this path, of messages that answer this command (null: of any message).</summary>
internal sealed record VolatileValue(string Path, string? Command, string Reason);

/// <summary>Which values are not compared even at <see cref="CompareLevel.Exact"/>; their types and members are.</summary>
internal static class Normaliser
{
    public static readonly ImmutableArray<VolatileValue> Rules =
    [
        new("$.timestamp", null, "the host's clock when the event was raised"),
        new("$.QMP.version", null, "the recording may come from another build"),
        new("$.return.qemu", "query-version", "as in the greeting"),
        new("$.return.package", "query-version", "as in the greeting"),
    ];

    /// <summary>True if the value at this path may be anything of its type.</summary>
    public static bool Ignores(string path, string? command) => Rules.Any(rule =>
        (rule.Command is null || rule.Command == command)
        && path.StartsWith(rule.Path, StringComparison.Ordinal)
        && (path.Length == rule.Path.Length || path[rule.Path.Length] is '.' or '['));
}
