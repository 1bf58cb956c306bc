using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Replay.Checking;

/// <summary>How bad a line of a check is.</summary>
public enum CheckSeverity
{
    /// <summary>A rule is broken.</summary>
    Violation,

    /// <summary>A rule that is advice is not followed.</summary>
    Warning,

    /// <summary>What a real server is known to do against a rule.</summary>
    Known,

    /// <summary>What could not be judged, and why.</summary>
    Note,
}

/// <summary>One line of a check: which rule, where (<c>FILE:LINE</c> or an endpoint), and what came instead.</summary>
public sealed record CheckLine(CheckSeverity Severity, string Rule, string Place, string Text)
{
    /// <summary>The sentence of the specification that the rule stands for, where there is one.</summary>
    public string? Sentence { get; init; }
}

/// <summary>What checking sessions and servers found, in the order in which it was found.</summary>
public sealed class CheckReport
{
    private readonly List<CheckLine> _lines = [];

    public IReadOnlyList<CheckLine> Lines => _lines;

    /// <summary>Connections that were checked: recorded ones, and our own to live servers.</summary>
    public int Sessions { get; internal set; }

    /// <summary>Whole messages of both sides.</summary>
    public int Messages { get; internal set; }

    /// <summary>Something that was to be checked could not be read.</summary>
    public bool IsIncomplete { get; internal set; }

    public int Count(CheckSeverity severity) => _lines.Count(line => line.Severity == severity);

    /// <summary>Upstream's own names, which are no downstream's.</summary>
    public void CheckUpstream(UpstreamSchema upstream, string file)
    {
        foreach (ExtensionBreach breach in ExtensionChecker.CheckUpstream(upstream))
        {
            Add(breach, file);
        }
    }

    /// <summary>The server did not tell enough for a schema file.</summary>
    public void NotSaved(string file) => Unreadable(file, "was not written: the server told no schema");

    internal void Add(Violation violation, string place) => _lines.Add(
        new CheckLine(CheckSeverity.Violation, violation.Rule.Name, place, $"{violation.Kind}, server line {violation.Line}: expected {violation.Expected}; came {violation.Came}")
        {
            Sentence = $"{violation.Rule.Section}: {violation.Rule.Sentence}",
        });

    internal void Add(KnownDeviation known, string place) =>
        _lines.Add(new CheckLine(CheckSeverity.Known, known.Rule, place, $"{known.Name}: {known.Reason} ({known.Target})"));

    internal void Add(ExtensionBreach breach, string place) => _lines.Add(
        new CheckLine(breach.Rule.IsAdvice ? CheckSeverity.Warning : CheckSeverity.Violation, $"{breach.Rule.Number} {breach.Rule.Name}", place, $"{breach.Member}: {breach.Reason}")
        {
            Sentence = breach.Rule.Sentence,
        });

    internal void Note(string place, string text)
    {
        CheckLine note = new(CheckSeverity.Note, "", place, text);
        if (!_lines.Contains(note))
        {
            _lines.Add(note);
        }
    }

    internal void Unreadable(string place, string text)
    {
        IsIncomplete = true;
        Note(place, text);
    }
}
