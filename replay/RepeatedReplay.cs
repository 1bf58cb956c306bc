using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace QmpFuzz.Replay;

/// <summary>How often something came of the same replay against fresh targets.</summary>
public sealed class RepeatedReplay
{
    private readonly List<string> _outcomes = [];
    private ReplayReport? _example;

    public bool IsFaithful => Example.IsFaithful;

    /// <summary>The first run that was not faithful, or the last one.</summary>
    public ReplayReport Example => _example ?? throw new InvalidOperationException("nothing was replayed");

    public void Add(ReplayReport report)
    {
        _outcomes.Add(OutcomeOf(report));
        _example = _example is { IsFaithful: false } ? _example : report;
    }

    /// <summary>What came of the runs, the most frequent first: how the target died, or what differed.</summary>
    public ImmutableArray<(string Outcome, int Count)> Outcomes => [.. _outcomes
        .CountBy(outcome => outcome)
        .OrderByDescending(outcome => outcome.Value)
        .Select(outcome => (outcome.Key, outcome.Value))];

    public void Write(TextWriter output)
    {
        foreach ((string outcome, int count) in Outcomes)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,5} of {_outcomes.Count}: {outcome}"));
        }
    }

    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteNumber("runs", _outcomes.Count);
        writer.WriteStartObject("outcomes");
        foreach ((string outcome, int count) in Outcomes)
        {
            writer.WriteNumber(outcome, count);
        }

        writer.WriteEndObject();
    }

    private static string OutcomeOf(ReplayReport report) =>
        report.Target is { Crashed: true } target ? $"the target {target}"
        : report.Divergences.IsEmpty ? "no divergence"
        : "divergence: " + string.Join(", ", report.Divergences.Select(divergence => $"{divergence.Kind.ToString().ToLowerInvariant()} {divergence.Subject}").Distinct());
}
