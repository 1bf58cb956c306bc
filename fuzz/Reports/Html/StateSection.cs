using System.Globalization;

namespace QmpFuzz.Fuzz.Reports.Html;

/// <summary>The protocol's states as a graph of modes, and every step between them as a table.</summary>
internal static class StateSection
{
    private const double Width = 960;
    private const double Height = 420;
    private const double NodeRadius = 7;

    public static HtmlText Of(string campaign, QueueReplay replay)
    {
        var steps = replay.States.Steps;
        return steps.Count == 0 ? HtmlText.Empty : HtmlText.Of($"""
            <h3>{campaign}</h3>
            <p>{steps.Count:N0} different steps. The graph has the modes of a monitor; the tables have all states, what was sent, what came, and the rules that had a message to judge.</p>
            {Graph(campaign, steps)}
            {steps.GroupBy(step => step.Key.Dialect).OrderBy(dialect => dialect.Key, StringComparer.Ordinal).Select(dialect => Table(campaign, dialect.Key, [.. dialect]))}
            """);
    }

    private static HtmlText Graph(string campaign, IReadOnlyDictionary<Transition, (long Count, SortedSet<string> Rules)> steps)
    {
        string[] modes = [.. steps.Keys.SelectMany(step => new[] { step.From.Mode, step.To.Mode }).Distinct().OrderBy(mode => mode == ProtocolState.Start.Mode ? 0 : mode.StartsWith("negotiation", StringComparison.Ordinal) ? 1 : 2).ThenBy(mode => mode, StringComparer.Ordinal)];
        var edges = steps.GroupBy(step => (step.Key.From.Mode, To: step.Key.To.Mode)).Where(edge => edge.Key.Mode != edge.Key.To).Select(edge => (edge.Key.Mode, edge.Key.To, Count: edge.Sum(step => step.Value.Count))).ToArray();
        string id = $"arrow-{campaign}";
        return HtmlText.Of($"""
            <figure class="states"><figcaption>Modes of a monitor, and the ways between them that the corpus of {campaign} takes</figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{modes.Length} modes and {edges.Length} ways between them; the tables below have them all">
            <defs><marker id="{id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>
            {edges.Select(edge => Edge(Place(Array.IndexOf(modes, edge.Mode), modes.Length), Place(Array.IndexOf(modes, edge.To), modes.Length), edge, id))}
            {modes.Select((mode, index) => Node(Place(index, modes.Length), mode))}
            </svg></figure>
            """);
    }

    private static (double X, double Y) Place(int index, int count)
    {
        double angle = (2 * Math.PI * index / count) - (Math.PI / 2);
        return ((Width / 2) + (215 * Math.Cos(angle)), (Height / 2) + (165 * Math.Sin(angle)));
    }

    private static HtmlText Node((double X, double Y) place, string mode)
    {
        (string anchor, double dx) = Math.Abs(place.X - (Width / 2)) < 30 ? ("middle", 0) : place.X > Width / 2 ? ("start", 12.0) : ("end", -12.0);
        double dy = anchor == "middle" ? (place.Y < Height / 2 ? -14 : 24) : 4;
        return HtmlText.Of($"<circle cx=\"{place.X:F1}\" cy=\"{place.Y:F1}\" r=\"{NodeRadius}\"/><text x=\"{place.X + dx:F1}\" y=\"{place.Y + dy:F1}\" text-anchor=\"{anchor}\">{mode}</text>");
    }

    // bent to one side, so that the way back is another line
    private static HtmlText Edge((double X, double Y) from, (double X, double Y) to, (string Mode, string To, long Count) edge, string marker)
    {
        double length = Math.Max(1, Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2)));
        (double x, double y) = ((to.X - from.X) / length, (to.Y - from.Y) / length);
        double bend = Math.Min(28, length / 8);
        (double mx, double my) = (((from.X + to.X) / 2) - (y * bend), ((from.Y + to.Y) / 2) + (x * bend));
        (double ex, double ey) = (to.X - (x * (NodeRadius + 2)), to.Y - (y * (NodeRadius + 2)));
        return HtmlText.Of($"<path class=\"way\" d=\"M{from.X:F1} {from.Y:F1} Q{mx:F1} {my:F1} {ex:F1} {ey:F1}\" stroke-width=\"{Math.Min(3.5, 0.8 + (0.45 * Math.Log10(edge.Count + 1))):F1}\" marker-end=\"url(#{marker})\"><title>{edge.Mode} to {edge.To}: {edge.Count} times</title></path>");
    }

    private static HtmlText Table(string campaign, string dialect, IReadOnlyList<KeyValuePair<Transition, (long Count, SortedSet<string> Rules)>> steps)
    {
        SortedSet<string> rules = new(steps.SelectMany(step => step.Value.Rules), StringComparer.Ordinal);
        return HtmlText.Of($"""
            <details><summary>Dialect {dialect}: {steps.Count} steps, {rules.Count} rules exercised</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Steps of {campaign} in {dialect}"><table><thead><tr><th scope="col">from</th><th scope="col">to</th><th scope="col">sent</th><th scope="col">came</th><th scope="col" class="n">times</th><th scope="col">rules exercised</th></tr></thead><tbody>
            {steps.OrderByDescending(step => step.Value.Count).Select(step => HtmlText.Of($"<tr><td>{Name(step.Key.From)}</td><td>{Name(step.Key.To)}</td><td>{step.Key.Asked}</td><td>{step.Key.Answered}</td><td class=\"n\">{step.Value.Count.ToString("N0", CultureInfo.InvariantCulture)}</td><td class=\"small\">{string.Join(", ", step.Value.Rules)}</td></tr>\n"))}</tbody></table></div></details>
            """);
    }

    private static string Name(ProtocolState state) => state.Work.Length == 0 ? state.Mode : $"{state.Mode}; {state.Work}";
}
