using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Schedulers;

namespace QmpFuzz.Fuzz.Stages;

/// <summary>
/// Makes entries of testcases that are to be kept: those made here are trimmed, all are calibrated. A server in a process of its own
/// takes too long for either (both null): there the execution that was judged has to do.
/// </summary>
internal sealed class NewEntries(FeedbackPanel feedback, Trimmer? trimmer, Calibration? calibration)
{
    /// <summary>An entry of the testcase that was judged last, and what it did.</summary>
    public CorpusEntry Make(int id, ReadOnlySpan<byte> judged, Execution execution, CorpusEntry? source)
    {
        ReadOnlySpan<byte> testcase = source is null || trimmer is null ? judged : trimmer.Trim(judged);
        if (calibration is not null)
        {
            execution = calibration.Run(testcase);
            feedback.ShowsNews(execution);                  // looks at it: what it shows are the entry's features
        }

        int depth = source is null ? 0 : source.Depth + 1;
        return new CorpusEntry(id, testcase.ToArray(), depth, execution.Probes, feedback.Features().ToArray());
    }
}
