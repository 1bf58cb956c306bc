using System.Security.Cryptography;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Merging;

/// <summary>What a merge kept: everything that the testcases showed together, some of them show. Those that crashed or hung are apart.</summary>
public sealed record Merged(IReadOnlyList<TestcaseFile> Kept, IReadOnlyList<TestcaseFile> Failed, int Run, int Features);

/// <summary>
/// Corpus minimisation: of many testcases the small ones that together pass the same edges as often, and make the same protocol
/// steps, as all of them. The same testcases give the same result, in whatever order they come.
/// </summary>
public static class CorpusMerge
{
    /// <summary>Runs each once; throws <see cref="TargetRefusedException"/> if there is nothing to run them on.</summary>
    public static Merged Run(IEnumerable<TestcaseFile> testcases, TargetChoice choice, string dialect, CancellationToken cancellation)
    {
        IFuzzTarget target = choice.Load(dialect);
        try
        {
            InProcessExecutor executor = new(target.NewHarness(), target.Counters);
            MergeFeatures features = new(target);
            List<Candidate> candidates = [];
            List<TestcaseFile> failed = [];
            foreach (TestcaseFile file in SmallestFirst(testcases))
            {
                cancellation.ThrowIfCancellationRequested();
                executor.Run(file.Testcase);                // what the first execution makes, the second one uses again
                Execution execution = executor.Run(file.Testcase);
                if (execution.Outcome != ExecutionOutcome.Completed)
                {
                    failed.Add(file);
                    continue;
                }

                candidates.Add(new Candidate(file, features.Of(execution)));
            }

            (List<Candidate> kept, int shown) = Prune(Cover(candidates));
            return new Merged([.. kept.Select(candidate => candidate.File)], failed, candidates.Count + failed.Count, shown);
        }
        finally
        {
            (target as IDisposable)?.Dispose();
        }
    }

    /// <summary>Testcases that are the same count once.</summary>
    private static IEnumerable<TestcaseFile> SmallestFirst(IEnumerable<TestcaseFile> testcases) => testcases
        .Select(file => (File: file, Digest: Convert.ToHexString(SHA256.HashData(file.Testcase))))
        .DistinctBy(file => file.Digest)
        .OrderBy(file => file.File.Testcase.Length)
        .ThenBy(file => file.Digest, StringComparer.Ordinal)
        .Select(file => file.File);

    /// <summary>From the smallest on, those that show something that none before did.</summary>
    private static List<Candidate> Cover(List<Candidate> candidates)
    {
        HashSet<int> seen = [];
        List<Candidate> kept = [];
        foreach (Candidate candidate in candidates)
        {
            int before = seen.Count;
            seen.UnionWith(candidate.Features);
            if (seen.Count > before)
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }

    /// <summary>From the largest on, leaves out those of which the others show everything.</summary>
    private static (List<Candidate> Kept, int Features) Prune(List<Candidate> kept)
    {
        Dictionary<int, int> shown = [];
        foreach (int feature in kept.SelectMany(candidate => candidate.Features))
        {
            shown[feature] = shown.GetValueOrDefault(feature) + 1;
        }

        for (int i = kept.Count - 1; i >= 0; i--)
        {
            if (kept[i].Features.All(feature => shown[feature] > 1))
            {
                Array.ForEach(kept[i].Features, feature => shown[feature]--);
                kept.RemoveAt(i);
            }
        }

        return (kept, shown.Count);
    }

    private sealed record Candidate(TestcaseFile File, int[] Features);
}
