using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Schedulers;

namespace QmpFuzz.Fuzz;

/// <summary>Takes one finding of a campaign; true if the bug is new.</summary>
internal delegate bool TakeFinding(Finding finding, byte[] testcase, long executions);

/// <summary>Where a testcase came from: the entry it was made of (null: it was given) and how, told when asked. What is stored already is kept in any case, and not stored again.</summary>
internal readonly record struct Origin(CorpusEntry? Source, Func<string> Operation, bool IsStored = false);

/// <summary>Evaluates one testcase: executes it, judges what it did, and keeps it if it showed something new.</summary>
internal sealed class Evaluator(IExecutor executor, FeedbackPanel feedback, OraclePanel oracles, TakeFinding takeFinding, CorpusKeeper keeper)
{
    /// <summary>Of the inputs that are not kept, one in so many is judged by the oracles that run it again.</summary>
    private const int ThoroughlyOneIn = 64;

    /// <summary>One execution in so many is counted for how rare what it shows is.</summary>
    private const int SampledOneIn = 16;

    public CampaignStats Stats => keeper.Stats;

    /// <summary>True if it was kept.</summary>
    public bool Evaluate(ReadOnlySpan<byte> testcase, Origin origin)
    {
        long number = ++Stats.Executions;
        Execution execution = executor.Run(testcase);
        ExecutionOutcome outcome = execution.Outcome;
        Novelty novelty = outcome == ExecutionOutcome.Completed ? feedback.Judge(execution) : Novelty.None;
        bool keeps = novelty != Novelty.None || (origin.IsStored && outcome == ExecutionOutcome.Completed);
        if (number % SampledOneIn == 0 && outcome == ExecutionOutcome.Completed)
        {
            keeper.Sample(feedback.Features());
        }

        bool isWorthMore = keeps || number % ThoroughlyOneIn == 0;
        Finding? finding = isWorthMore ? oracles.JudgeThoroughly(testcase, execution) : oracles.Judge(testcase, execution);
        if (finding is not null)
        {
            Report(finding, outcome, testcase.ToArray(), origin);
        }

        if (keeps)
        {
            keeper.Keep(testcase, execution, origin, novelty == Novelty.NewEdge);
        }

        return keeps;
    }

    private void Report(Finding finding, ExecutionOutcome outcome, byte[] testcase, Origin origin)
    {
        if (takeFinding(finding, testcase, Stats.Executions))
        {
            Stats.Findings++;
            keeper.SaveFinding(finding, outcome, testcase, origin);
        }
    }
}
