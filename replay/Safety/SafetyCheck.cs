using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Replay.Matching;

namespace QmpFuzz.Replay.Safety;

/// <summary>A command that must not be sent: where it is and why.</summary>
/// <param name="Session">The recording's name.</param>
/// <param name="At">When it was sent in the recording.</param>
/// <param name="Command">The command's name.</param>
/// <param name="Danger">Why it is refused.</param>
/// <param name="Text">What was sent.</param>
public sealed record Refusal(string Session, TimeSpan At, string Command, Danger Danger, string Text);

/// <summary>What a target may be exposed to.</summary>
public sealed record SafetyPolicy(bool AllowDestructive, bool AllowHostAccess)
{
    internal bool Allows(Danger danger) => danger == Danger.ChangesVm ? AllowDestructive : AllowHostAccess;
}

/// <summary>
/// Judges recordings before anything is sent. A command that stands anywhere inside a message counts, because a server that loses
/// step takes inner objects for messages; in bytes that cannot be read, a quoted name is enough.
/// </summary>
public static partial class SafetyCheck
{
    private static readonly ConcurrentDictionary<SafetyPolicy, SearchValues<string>> Refusable = [];

    /// <summary>What must not be sent, one after the other as the recordings are gone through.</summary>
    public static IEnumerable<Refusal> Judge(IEnumerable<Recording> recordings, SafetyPolicy policy) => policy is { AllowDestructive: true, AllowHostAccess: true }
        ? []
        : recordings.SelectMany(recording => CommandReader.Read(recording.Records).SelectMany(command => Judge(recording.Name, command, policy)));

    private static IEnumerable<Refusal> Judge(string session, RecordedCommand command, SafetyPolicy policy)
    {
        IEnumerable<(string Name, SafetyRule Rule)> found = command.IsReadable ? InValue(command.Value) : InBytes(command.Bytes.Span);
        return found
            .Where(match => !policy.Allows(match.Rule.Danger))
            .DistinctBy(match => (match.Name, match.Rule.Danger))
            .Select(match => new Refusal(session, command.At, match.Name, match.Rule.Danger, JsonText.Shorten(command.Text.TrimEnd())));
    }

    /// <summary>Whether all of what clients send, a stretch of bytes for each connection, may be sent.</summary>
    public static bool Allows(IReadOnlyList<ReadOnlyMemory<byte>> connections, SafetyPolicy policy) =>
        (policy.AllowDestructive && policy.AllowHostAccess)
        || connections.All(sent => NamesNothing(sent.Span, policy))
        || connections.All(sent => !CommandReader.Read([new ChunkRecord(0, SessionSide.Client, sent)]).SelectMany(command => Judge("", command, policy)).Any());

    /// <summary>No name of a command that may be refused stands there, not even hidden in escapes: most input, told without reading it.</summary>
    private static bool NamesNothing(ReadOnlySpan<byte> sent, SafetyPolicy policy) =>
        sent.IndexOf("\\u"u8) < 0 && !Encoding.Latin1.GetString(sent).ContainsAny(Refusable.GetOrAdd(policy, NamesRefusedBy));

    private static SearchValues<string> NamesRefusedBy(SafetyPolicy policy) => SearchValues.Create(
        [.. SafetyRules.Shipped.Where(rule => !policy.Allows(rule.Danger)).Select(rule => rule.Name.TrimEnd('*')).Distinct()], StringComparison.Ordinal);

    private static IEnumerable<(string Name, SafetyRule Rule)> InValue(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().SelectMany(InValue);
        }

        return value.ValueKind == JsonValueKind.Object
            ? InCommand(value).Concat(value.EnumerateObject().SelectMany(member => InValue(member.Value)))
            : [];
    }

    private static IEnumerable<(string Name, SafetyRule Rule)> InCommand(JsonElement value)
    {
        value.TryGetProperty("arguments", out JsonElement arguments);
        return value.EnumerateObject()
            .Where(member => member.Name is "execute" or "exec-oob" && member.Value.ValueKind == JsonValueKind.String)
            .Select(member => member.Value.GetString()!)
            .SelectMany(name => SafetyRules.Shipped.Where(rule => rule.Refuses(name, arguments)).Select(rule => (name, rule)));
    }

    private static IEnumerable<(string Name, SafetyRule Rule)> InBytes(ReadOnlySpan<byte> bytes)
    {
        string text = Escape().Replace(Encoding.Latin1.GetString(bytes), escape => ((char)Convert.ToUInt16(escape.Groups[1].Value, 16)).ToString());
        return Word().Matches(text)
            .Select(word => word.Value)
            .SelectMany(name => SafetyRules.Shipped.Where(rule => rule.Covers(name)).Select(rule => (name, rule)));
    }

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})")]
    private static partial Regex Escape();

    // not even quotes are asked for: what is unreadable here may be a half of what the server reads
    [GeneratedRegex(@"[A-Za-z0-9_-]+")]
    private static partial Regex Word();
}
