using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Fuzz.Stages;

/// <summary>
/// Makes a testcase smaller before it is kept: whole messages go first, then stretches of bytes, as long as it shows all that was new
/// in it. What is small runs fast, and a mutation meets what matters.
/// </summary>
internal sealed class Trimmer(IExecutor executor, FeedbackPanel feedback)
{
    private const int MostRuns = 48;
    private const int FirstParts = 4;
    private const int MostParts = 32;
    private const int ShortestPart = 4;

    private readonly JsonOutline _outline = new();
    private byte[] _testcase = [];
    private byte[] _candidate = [];
    private int _length;
    private int _runs;

    /// <summary>The testcase that was judged last, or what is left of it; good until the next one.</summary>
    public ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> testcase)
    {
        if (_testcase.Length < testcase.Length)
        {
            (_testcase, _candidate) = (new byte[2 * testcase.Length], new byte[2 * testcase.Length]);
        }

        testcase.CopyTo(_testcase);
        (_length, _runs) = (testcase.Length, 0);
        int dialect = testcase.Length - TestcaseDialect.Strip(testcase).Length;
        CutMessages(dialect);
        CutParts(dialect);
        return _testcase.AsSpan(0, _length);
    }

    // from the end, so that what is in front stays where it is
    private void CutMessages(int from)
    {
        _outline.Read(_testcase.AsSpan(0, _length));
        int most = Math.Max(1, _outline.Messages.Count / 2);
        for (int count = most; count > 0; count /= 2)
        {
            List<Stretch> messages = _outline.Messages;
            for (int first = messages.Count - count; first >= 0; first -= count)
            {
                Cut(Math.Max(from, messages[first].Start), messages[first + count - 1].End);
            }

            _outline.Read(_testcase.AsSpan(0, _length));
        }
    }

    private void CutParts(int from)
    {
        for (int parts = FirstParts; parts <= MostParts; parts *= 2)
        {
            int part = Math.Max(ShortestPart, (_length - from) / parts);
            for (int start = _length - part; start >= from; start -= part)
            {
                Cut(start, start + part);
            }
        }
    }

    private void Cut(int start, int end)
    {
        if (_runs == MostRuns || start >= end)
        {
            return;
        }

        _runs++;
        _testcase.AsSpan(0, start).CopyTo(_candidate);
        _testcase.AsSpan(end, _length - end).CopyTo(_candidate.AsSpan(start));
        int left = _length - (end - start);
        Execution execution = executor.Run(_candidate.AsSpan(0, left));
        if (execution.Outcome == ExecutionOutcome.Completed && feedback.ShowsNews(execution))
        {
            (_testcase, _candidate, _length) = (_candidate, _testcase, left);
        }
    }
}
