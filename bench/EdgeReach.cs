using System.Globalization;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Bench;

/// <summary>
/// How much of what the transcripts of a real QEMU reach together in the protocol core (one JSON object a line, with "steps") the
/// corpora in some folders reach: edges, by running every testcase once. What nobody reached is listed by type.
/// </summary>
internal sealed class EdgeReach
{
    private readonly EmbeddedTarget _target = EmbeddedTarget.Load("qemu");
    private readonly InProcessExecutor _executor;

    private EdgeReach()
    {
        _executor = _target.NewExecutor();
        for (int dialect = 0; dialect < ProtocolDialect.All.Count; dialect++)
        {
            _executor.Run(TestcaseDialect.Choosing(dialect));       // what only the first testcase passes is nobody's
        }
    }

    /// <summary>One line for each folder: edges of the transcripts that it reaches, those it reaches in all, and its dialects.</summary>
    public static void Compare(string transcripts, IReadOnlyList<string> folders, bool showsMissing, TextWriter output)
    {
        EdgeReach reach = new();
        HashSet<int> wanted = reach.EdgesOf(Transcripts.Load(transcripts));
        HashSet<int> anybody = [.. wanted];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(transcripts)}: {wanted.Count} of {reach._target.Probes.Count} edges"));
        foreach (string folder in folders)
        {
            byte[][] testcases = [.. CampaignFolder.Load(folder).Select(stored => stored.Testcase)];
            HashSet<int> reached = reach.EdgesOf(testcases);
            anybody.UnionWith(reached);
            int dialects = testcases.Select(testcase => TestcaseDialect.Of(testcase, ProtocolDialect.All.Count) ?? 0).Distinct().Count();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{100.0 * wanted.Count(reached.Contains) / wanted.Count,6:F1} % of them, {reached.Count,5} edges in all, {testcases.Length,5} testcases in {dialects} of {ProtocolDialect.All.Count} dialects  {folder}"));
            reach.Show(showsMissing ? wanted.Except(reached) : [], "  missing", output);
        }

        reach.Show(showsMissing ? Enumerable.Range(0, reach._target.Probes.Count).Except(anybody) : [], "reached by nobody", output);
    }

    private HashSet<int> EdgesOf(IEnumerable<byte[]> testcases)
    {
        HashSet<int> all = [];
        List<int> edges = [];
        foreach (byte[] testcase in testcases)
        {
            edges.Clear();
            _executor.Run(testcase);
            CoverageMap.CollectEdges(_target.Counters.Counters, edges);
            all.UnionWith(edges);
        }

        return all;
    }

    private void Show(IEnumerable<int> edges, string title, TextWriter output)
    {
        foreach (IGrouping<string, ProbeSite> type in edges.Select(edge => _target.Probes[edge]).GroupBy(site => site.Type).OrderByDescending(type => type.Count()))
        {
            string lines = string.Join(' ', type.Select(site => string.Create(CultureInfo.InvariantCulture, $"{site.Method}:{site.Line}")).Distinct().Take(12));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title} {type.Count(),4} {type.Key}  {lines}"));
        }
    }
}
