using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace QmpFuzz.Replay.Rules;

/// <summary>Places in the messages that answer a command, in an event, or in the greeting.</summary>
internal sealed record PlaceRule(string Where, ImmutableArray<PathPattern> Paths)
{
    public bool Covers(string? subject, string place) => Names.Match(Where, subject) && Paths.Any(path => path.Covers(place));
}

/// <summary>A value that shows whether the server has come as far as it had when it was recorded, and how long to wait if not.</summary>
internal sealed record SettlingState(string Where, ImmutableArray<string> Path, TimeSpan Pause);

/// <summary>An event behind which the server is still busy.</summary>
internal sealed record RestingEvent(string Name, TimeSpan Pause);

/// <summary>A member whose numbers the server chooses, and the texts in which commands carry them; group 1 is the number.</summary>
internal sealed record LiveNumber(string Name, ImmutableArray<Regex> Texts);

/// <summary>What differs between two runs without being a divergence, and what has to be put in place of recorded values. Data: <c>rules.txt</c>.</summary>
public sealed record ReplayRules
{
    private const string Placeholder = "\u2026";

    /// <summary>The rules of <c>rules.txt</c>, which ships inside this assembly.</summary>
    public static ReplayRules Shipped { get; } = Load();

    internal ImmutableArray<PlaceRule> Ignored { get; init; } = [];

    internal ImmutableArray<PlaceRule> Optional { get; init; } = [];

    internal ImmutableArray<string> TimedEvents { get; init; } = [];

    internal ImmutableArray<Regex> Texts { get; init; } = [];

    internal ImmutableArray<Regex> Folders { get; init; } = [];

    internal ImmutableArray<LiveNumber> LiveNumbers { get; init; } = [];

    internal ImmutableArray<SettlingState> Settling { get; init; } = [];

    internal ImmutableArray<RestingEvent> Resting { get; init; } = [];

    /// <summary>How many rules there are.</summary>
    public int Count { get; init; }

    /// <summary>These rules and more.</summary>
    public ReplayRules With(ReplayRules more) => new()
    {
        Ignored = Ignored.AddRange(more.Ignored),
        Optional = Optional.AddRange(more.Optional),
        TimedEvents = TimedEvents.AddRange(more.TimedEvents),
        Texts = Texts.AddRange(more.Texts),
        Folders = Folders.AddRange(more.Folders),
        LiveNumbers = LiveNumbers.AddRange(more.LiveNumbers),
        Settling = Settling.AddRange(more.Settling),
        Resting = Resting.AddRange(more.Resting),
        Count = Count + more.Count,
    };

    /// <summary>How much longer to wait behind this reply, because the server has not come as far as it had when it was recorded.</summary>
    internal TimeSpan PauseBehind(string? command, JsonElement recorded, JsonElement live) => Settling
        .Where(state => command is not null && Names.Match(state.Where, command) && ValueAt(recorded, state.Path) is { } expected && ValueAt(live, state.Path) is { } value && expected != value)
        .Select(state => state.Pause)
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();

    /// <summary>True if the value at this place may be anything of its type.</summary>
    internal bool Ignores(string? subject, string place) => Ignored.Any(rule => rule.Covers(subject, place));

    /// <summary>True if the member at this place may be there or not.</summary>
    internal bool IsOptional(string? subject, string place) => Optional.Any(rule => rule.Covers(subject, place));

    internal bool IsTimed(string? eventName) => TimedEvents.Any(name => Names.Match(name, eventName));

    /// <summary>A text without what differs from run to run.</summary>
    internal string Normalise(string text) => Texts.Aggregate(text, (normal, pattern) => pattern.Replace(normal, Placeholder));

    /// <summary>How much of a recorded pause behind this event is kept at every speed.</summary>
    internal TimeSpan RestBehind(string eventName, TimeSpan recorded) => Resting
        .Where(resting => Names.Match(resting.Name, eventName))
        .Select(resting => recorded < resting.Pause ? recorded : resting.Pause)
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();

    private static string? ValueAt(JsonElement value, ImmutableArray<string> path)
    {
        foreach (string name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value.GetRawText();
    }

    private static ReplayRules Load()
    {
        using Stream data = typeof(ReplayRules).Assembly.GetManifestResourceStream("QmpFuzz.Replay.Rules.rules.txt")!;
        using StreamReader reader = new(data);
        return RulesFile.Parse("rules.txt", reader.ReadToEnd(), out string reason) ?? throw new FormatException(reason);
    }
}
