using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>The same testcase cut into other chunks: the bytes and every other step stay as they are and where they are.</summary>
internal sealed class Chunking
{
    // a chunk costs as much as a message: long inputs are not cut to single bytes
    private const int FinestLength = 2048;

    private readonly TestcaseWriter _writer = new();

    /// <summary>Everything between two steps in one chunk.</summary>
    public ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> testcase) => Cut(testcase, static (_, _) => false);

    /// <summary>Every byte a chunk of its own.</summary>
    public ReadOnlySpan<byte> Single(ReadOnlySpan<byte> testcase)
    {
        uint stride = (uint)((testcase.Length / FinestLength) + 1);
        return Cut(testcase, (at, _) => at % stride == 0);
    }

    /// <summary>Cuts drawn from the input itself, so that they are the same whenever it is run.</summary>
    public ReadOnlySpan<byte> Drawn(ReadOnlySpan<byte> testcase)
    {
        uint sparseness = (uint)(testcase.Length / FinestLength) + 6;
        return Cut(testcase, (_, hash) => (hash >> 7) % sparseness == 0);
    }

    private ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> testcase, Func<uint, uint, bool> cutsBehind)
    {
        _writer.Clear();
        TestcaseReader reader = new(testcase);
        uint hash = 2166136261;
        uint at = 0;
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind is not (StepKind.Bytes or StepKind.EndOfChunk))
            {
                _writer.Step(step);
            }

            foreach (byte sent in bytes)
            {
                hash = (hash ^ sent) * 16777619;
                _writer.Bytes([sent]);
                if (cutsBehind(at++, hash))
                {
                    _writer.Step(StepKind.EndOfChunk);
                }
            }
        }

        return _writer.Written;
    }
}
