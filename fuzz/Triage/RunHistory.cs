using QmpFuzz.Fuzz.Executors;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>The testcases that ran last, oldest first: what a finding may need that does not show alone.</summary>
internal sealed class RunHistory
{
    private const int Length = 16;

    private readonly byte[][] _ring = new byte[Length][];
    private readonly int[] _lengths = new int[Length];
    private long _count;

    /// <summary>An executor whose runs are remembered.</summary>
    public IExecutor Remember(IExecutor executor) => new Remembering(executor, this);

    /// <summary>What ran before the run that was last.</summary>
    public IReadOnlyList<byte[]> BeforeTheLast()
    {
        List<byte[]> before = [];
        for (long i = Math.Max(0, _count - Length); i < _count - 1; i++)
        {
            before.Add(_ring[i % Length].AsSpan(0, _lengths[i % Length]).ToArray());
        }

        return before;
    }

    private void Add(ReadOnlySpan<byte> testcase)
    {
        int place = (int)(_count++ % Length);
        if (_ring[place] is not { } bytes || bytes.Length < testcase.Length)
        {
            _ring[place] = bytes = new byte[Math.Max(256, testcase.Length * 2)];
        }

        testcase.CopyTo(bytes);
        _lengths[place] = testcase.Length;
    }

    private sealed class Remembering(IExecutor executor, RunHistory history) : IExecutor
    {
        public Execution Run(ReadOnlySpan<byte> testcase)
        {
            history.Add(testcase);
            return executor.Run(testcase);
        }
    }
}
