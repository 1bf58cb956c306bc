using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace QmpFuzz.Replay.Spawning;

/// <summary>
/// A command line for a target: <c>{socket}</c> stands for the path that it has to listen on, <c>{cwd}</c> for the folder of the
/// caller, because the target runs in a temporary one.
/// </summary>
public sealed record SpawnCommand
{
    private const string Socket = "{socket}";

    private SpawnCommand(ImmutableArray<string> words) => Words = words;

    internal ImmutableArray<string> Words { get; }

    /// <summary>Reads a command as users write it; on false, <paramref name="reason"/> says what is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SpawnCommand? command, out string reason)
    {
        List<string> words = CommandWords.Split(text);
        reason = words.Count == 0 ? "the command is empty"
            : words.Exists(word => word.Contains(Socket, StringComparison.Ordinal)) ? ""
            : $"'{text}' does not say {Socket}, the path where the target has to listen";
        command = reason.Length > 0 ? null : new SpawnCommand([.. words]);
        return command is not null;
    }

    /// <summary>What the target finds in its environment besides what we have in ours.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The target may start programs: QEMU runs without its sandbox.</summary>
    public bool MayStartPrograms { get; init; }

    /// <summary>The words to start: places filled in, the program found from the caller's folder, QEMU kept from starting programs.</summary>
    internal ImmutableArray<string> For(string socket, string callerFolder)
    {
        ImmutableArray<string> words = [.. Words.Select(word => word
            .Replace(Socket, socket, StringComparison.Ordinal)
            .Replace("{cwd}", callerFolder, StringComparison.Ordinal))];
        string program = words[0].Contains('/', StringComparison.Ordinal) ? Path.Combine(callerFolder, words[0]) : words[0];
        words = words.SetItem(0, program);
        bool isQemu = Path.GetFileName(program).StartsWith("qemu-system-", StringComparison.Ordinal);
        return isQemu && !MayStartPrograms && !words.Contains("-sandbox") ? words.AddRange("-sandbox", "on,spawn=deny") : words;
    }
}
